package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Knows which files are what they should be. A file is read once, and then only if its
 * size or its time of last change is another: a start must not read gigabytes. What is
 * known is kept beside each file.
 */
public final class VerifiedFiles {

	private static final PrintableLogger log = PrintableLogger.of(VerifiedFiles.class);

	/** Of files beside which nothing can be written. */
	private final Map<Path, FileStamp> unwritten = new ConcurrentHashMap<>();

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
			FileStamp present = FileStamp.of(place.path(), place.wanted().sha256());
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
		JsonFile<FileStamp> stamp = stamp(file);
		try {
			return OwnFile.exists(stamp.path()) ? stamp.read().map(FileStamp::sha256) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private Optional<String> read(FilePlace place, FileStamp present) throws IOException {
		FirstBytes first = FirstBytes.of(place.path());
		if (!first.isModel()) {
			return Optional.of("it is " + first.kind());
		}
		log.debug("Reading '{}', of which it is not known whether it is what it should be", place.path());
		Fingerprint found = Fingerprint.of(place.path());
		if (!found.equals(place.wanted().fingerprint())) {
			return Optional.of("it has %s, not %s".formatted(found, place.wanted().fingerprint()));
		}
		keep(place.path(), present);
		return Optional.empty();
	}

	/** Says that a file was verified a moment ago. */
	void verified(FilePlace place) throws IOException {
		keep(place.path(), FileStamp.of(place.path(), place.wanted().sha256()));
	}

	/**
	 * Says that a file was found to be another than it was. It is read again before it is
	 * used, also by other processes, whatever its size and its time of last change are.
	 * @param file the file
	 * @param sha256 digest that it should have
	 */
	public void distrust(Path file, String sha256) {
		keep(file, FileStamp.ofNoFile(sha256));
	}

	/** Others may have written something else since this process looked. */
	private @Nullable FileStamp known(Path file) {
		FileStamp own = this.unwritten.get(file);
		if (own != null) {
			return own;
		}
		JsonFile<FileStamp> stamp = stamp(file);
		try {
			return OwnFile.exists(stamp.path()) ? stamp.read().orElse(null) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private void keep(Path file, FileStamp stamp) {
		try {
			stamp(file).write(stamp);
			this.unwritten.remove(file);
		}
		catch (IOException ex) {
			this.unwritten.put(file, stamp);
			log.debug("'{}' cannot be written", stamp(file).path(), ex);
		}
	}

	/** What is kept of a visible file. */
	static JsonFile<FileStamp> stamp(Path file) {
		return new JsonFile<>(file.resolveSibling(file.getFileName() + ".verified"), FileStamp.class);
	}

}
