package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Verifies files by their digests. A verified file is read again only if its size or time
 * of last change differs, because a start must not read gigabytes. A stamp beside each
 * file stores both.
 */
public final class VerifiedFiles {

	private static final PrintableLogger logger = PrintableLogger.of(VerifiedFiles.class);

	/** Stamps of files beside which nothing can be written. */
	private final Map<Path, Stamp> unwritten = new ConcurrentHashMap<>();

	/**
	 * Verifies a file, and stamps it if it had to be read.
	 * @param place place and expected content of the file
	 * @return the defect, as a clause about "it"; empty if there is none
	 */
	public Optional<String> verify(FilePlace place) {
		try {
			if (!Files.isRegularFile(place.path())) {
				return Optional.of("it is missing");
			}
			Stamp present = Stamp.of(place.path(), place.wanted().sha256());
			if (present.sizeBytes() != place.wanted().sizeBytes()) {
				return Optional
					.of("it has %,d bytes, not %,d".formatted(present.sizeBytes(), place.wanted().sizeBytes()));
			}
			return present.equals(known(place.path())) ? Optional.empty() : read(place, present);
		}
		catch (IOException ex) {
			return Optional.of("it cannot be read: " + ex);
		}
	}

	/**
	 * The digest that the stamp of a file contains.
	 * @param file the file
	 * @return the digest; empty if the file was never verified
	 */
	public Optional<String> digest(Path file) {
		return written(file).map(Stamp::sha256);
	}

	/**
	 * The digest of a file that is still as it was when it was verified. The file is not
	 * read.
	 * @param file the file
	 * @return the digest; empty if the file was never verified, or was changed since
	 */
	public Optional<String> unchangedDigest(Path file) {
		return written(file).filter((stamp) -> {
			try {
				return stamp.equals(Stamp.of(file, stamp.sha256()));
			}
			catch (IOException ex) {
				return false;
			}
		}).map(Stamp::sha256);
	}

	private Optional<String> read(FilePlace place, Stamp present) throws IOException {
		FirstBytes first = FirstBytes.of(place.path());
		if (!first.isModel()) {
			return Optional.of("it is " + first.kind());
		}
		logger.debug("Verifying '{}'", place.path());
		Fingerprint found = Fingerprint.of(place.path());
		if (!found.equals(place.wanted().fingerprint())) {
			return Optional.of("it has %s, not %s".formatted(found, place.wanted().fingerprint()));
		}
		keep(place.path(), present);
		return Optional.empty();
	}

	/** Stamps a file that was verified a moment ago. */
	void verified(FilePlace place) throws IOException {
		keep(place.path(), Stamp.of(place.path(), place.wanted().sha256()));
	}

	/**
	 * Invalidates the stamp of a damaged file. Every process then reads the file again
	 * before using it, even if size and time of last change are the old ones.
	 * @param file the file
	 * @param sha256 expected digest
	 */
	public void distrust(Path file, String sha256) {
		// No expected file has the size 0, so the stamp never matches.
		keep(file, new Stamp(0, 0, sha256));
	}

	/** Reads the stamp each time, because other processes may have replaced it. */
	private @Nullable Stamp known(Path file) {
		Stamp own = this.unwritten.get(file);
		return (own != null) ? own : written(file).orElse(null);
	}

	private static Optional<Stamp> written(Path file) {
		try {
			return stamp(file).read();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private void keep(Path file, Stamp stamp) {
		try {
			stamp(file).write(stamp);
			this.unwritten.remove(file);
		}
		catch (IOException ex) {
			this.unwritten.put(file, stamp);
			logger.debug("Stamp of a verified file cannot be written: '{}'", stamp(file).path(), ex);
		}
	}

	/** The stamp beside a file. */
	static JsonFile<Stamp> stamp(Path file) {
		return new JsonFile<>(file.resolveSibling(file.getFileName() + ".verified"), Stamp.class);
	}

	/** State of a file when it was verified; the time is in milliseconds since 1970. */
	record Stamp(long sizeBytes, long modifiedMillis, String sha256) {

		/** The stamp of a file that is known to have this digest. */
		static Stamp of(Path file, String sha256) throws IOException {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis(), sha256);
		}

	}

}
