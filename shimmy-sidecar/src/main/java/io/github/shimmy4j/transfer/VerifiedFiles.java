package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.storage.JsonFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which files are what they should be. A file is read once, and then only if its
 * size or its time of last change is another: a start must not read gigabytes. What is
 * known is kept beside each file.
 */
public final class VerifiedFiles {

	private static final Logger log = LoggerFactory.getLogger(VerifiedFiles.class);

	private final Map<Path, FileStamp> known = new ConcurrentHashMap<>();

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
			return present.equals(stamp(place)) ? Optional.empty() : read(place, present);
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
			return Files.exists(stamp.path()) ? stamp.read().map(FileStamp::sha256) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private Optional<String> read(FilePlace place, FileStamp present) throws IOException {
		FirstBytes first = FirstBytes.of(place.path());
		if (!first.isModel()) {
			return Optional.of("it is " + first.description());
		}
		log.debug("Reading '{}', of which it is not known whether it is what it should be", place.path());
		Fingerprint found = Fingerprint.of(place.path());
		if (!found.equals(place.wanted().fingerprint())) {
			return Optional.of("it has %s, not %s".formatted(found, place.wanted().fingerprint()));
		}
		keep(place, present);
		return Optional.empty();
	}

	/** Says that a file was verified a moment ago. */
	void verified(FilePlace place) throws IOException {
		keep(place, FileStamp.of(place.path(), place.wanted().sha256()));
	}

	private @Nullable FileStamp stamp(FilePlace place) {
		return this.known.computeIfAbsent(place.path(), (path) -> {
			try {
				return Files.exists(stamp(path).path()) ? stamp(path).read().orElse(null) : null;
			}
			catch (IOException ex) {
				return null;
			}
		});
	}

	private void keep(FilePlace place, FileStamp stamp) {
		this.known.put(place.path(), stamp);
		try {
			stamp(place.path()).write(stamp);
		}
		catch (IOException ex) {
			// Another process writes the same, or nobody may; it is read again then.
			log.debug("'{}' cannot be written", stamp(place.path()).path(), ex);
		}
	}

	/** What is kept of a visible file. */
	static JsonFile<FileStamp> stamp(Path file) {
		return new JsonFile<>(file.resolveSibling(file.getFileName() + ".verified"), FileStamp.class);
	}

}
