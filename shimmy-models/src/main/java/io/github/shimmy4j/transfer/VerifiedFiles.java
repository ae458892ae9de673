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
 * Knows which files are what they should be. A file is read once, and then only if its
 * size or its time of last change is another: a start must not read gigabytes. What is
 * known is kept beside each file.
 */
public final class VerifiedFiles {

	private static final PrintableLogger logger = PrintableLogger.of(VerifiedFiles.class);

	/** Of files beside which nothing can be written. */
	private final Map<Path, Stamp> unwritten = new ConcurrentHashMap<>();

	/**
	 * Why a file is not to be used.
	 * @param place where it is and what it must be
	 * @return the reason; empty if it is what was wanted
	 */
	public Optional<String> problem(FilePlace place) {
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
	 * The digest that a file had when it was verified.
	 * @param file the file
	 * @return the digest; empty if nobody ever said what it should be
	 */
	public Optional<String> digest(Path file) {
		return written(file).map(Stamp::sha256);
	}

	private Optional<String> read(FilePlace place, Stamp present) throws IOException {
		FirstBytes first = FirstBytes.of(place.path());
		if (!first.isModel()) {
			return Optional.of("it is " + first.kind());
		}
		logger.debug("Reading '{}', of which it is not known whether it is what it should be", place.path());
		Fingerprint found = Fingerprint.of(place.path());
		if (!found.equals(place.wanted().fingerprint())) {
			return Optional.of("it has %s, not %s".formatted(found, place.wanted().fingerprint()));
		}
		keep(place.path(), present);
		return Optional.empty();
	}

	/** Says that a file was verified a moment ago. */
	void verified(FilePlace place) throws IOException {
		keep(place.path(), Stamp.of(place.path(), place.wanted().sha256()));
	}

	/**
	 * Says that a file was found to be another than it was. It is read again before it is
	 * used, also by other processes, whatever its size and its time of last change are.
	 * @param file the file
	 * @param sha256 digest that it should have
	 */
	public void distrust(Path file, String sha256) {
		// No file of size 0 was ever wanted, so this one has to be read.
		keep(file, new Stamp(0, 0, sha256));
	}

	/** Others may have written something else since this process looked. */
	private @Nullable Stamp known(Path file) {
		Stamp own = this.unwritten.get(file);
		if (own != null) {
			return own;
		}
		return written(file).orElse(null);
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
			logger.debug("'{}' cannot be written", stamp(file).path(), ex);
		}
	}

	/** What is kept of a visible file. */
	static JsonFile<Stamp> stamp(Path file) {
		return new JsonFile<>(file.resolveSibling(file.getFileName() + ".verified"), Stamp.class);
	}

	/**
	 * What a file looked like when it was verified.
	 *
	 * @param sizeBytes size in bytes
	 * @param modifiedMillis time of its last change, in milliseconds since 1970
	 * @param sha256 digest that it had
	 */
	record Stamp(long sizeBytes, long modifiedMillis, String sha256) {

		/** The stamp that a file would have if its digest were this one. */
		static Stamp of(Path file, String sha256) throws IOException {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis(), sha256);
		}

	}

}
