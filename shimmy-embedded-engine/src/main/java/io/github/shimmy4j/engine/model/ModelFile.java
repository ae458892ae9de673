package io.github.shimmy4j.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

import io.github.shimmy4j.engine.model.ModelLoadException.Reason;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;

/**
 * A model's file, or the first of its parts.
 *
 * @param id name of the model in requests
 * @param path the file
 */
public record ModelFile(String id, Path path) {

	/** A file that the command line names. Its id is its name without the extension. */
	public static ModelFile direct(Path path) {
		return new ModelFile(stem(path), path);
	}

	/** A file that a scan has found. Its id is shimmy's: lower case, with hyphens. */
	public static ModelFile scanned(Path path) {
		return new ModelFile(stem(path).replace('_', '-').replace(' ', '-').toLowerCase(Locale.ROOT), path);
	}

	/**
	 * Size in bytes of the file, or of the first of its parts.
	 * @throws ModelLoadException if it is gone, or its attributes cannot be read
	 */
	public long sizeBytes() {
		try {
			return Files.size(this.path);
		}
		catch (IOException ex) {
			throw new ModelLoadException(Reason.UNUSABLE_MODEL,
					"the size of '" + this.path + "' cannot be read: " + ex);
		}
	}

	/**
	 * When the file, or the first of its parts, was last written.
	 * @throws ModelLoadException if it is gone, or its attributes cannot be read
	 */
	public Instant modified() {
		try {
			return Files.getLastModifiedTime(this.path).toInstant();
		}
		catch (IOException ex) {
			throw new ModelLoadException(Reason.UNUSABLE_MODEL,
					"the time of '" + this.path + "' cannot be read: " + ex);
		}
	}

	/**
	 * Reads the header of the file.
	 * @throws ModelLoadException if the file is not a model, ends early or is unreadable
	 */
	public GgufHeader header() {
		try {
			return GgufHeader.read(this.path);
		}
		catch (ShimmyException ex) {
			throw new ModelLoadException(Reason.UNUSABLE_MODEL, ex.getMessage());
		}
		catch (IOException ex) {
			throw new ModelLoadException(Reason.UNUSABLE_MODEL, "'" + this.path + "' cannot be read: " + ex);
		}
	}

	private static String stem(Path path) {
		String name = String.valueOf(path.getFileName());
		int dot = name.lastIndexOf('.');
		return (dot > 0) ? name.substring(0, dot) : name;
	}

}
