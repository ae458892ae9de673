package io.github.shimmy4j.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import io.github.shimmy4j.engine.model.ModelLoadException.Reason;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.GgufHeader;

/**
 * A file with a model, or the first of its parts.
 *
 * @param id what requests name
 * @param path the file
 */
public record ModelFile(String id, Path path) {

	/**
	 * A file that was named. Its id is its name without the extension.
	 * @param path the file
	 * @return the model
	 */
	public static ModelFile direct(Path path) {
		return new ModelFile(stem(path), path);
	}

	/**
	 * A file that was found. Its id is shimmy's: lower case, with hyphens.
	 * @param path the file
	 * @return the model
	 */
	public static ModelFile scanned(Path path) {
		return new ModelFile(stem(path).replace('_', '-').replace(' ', '-').toLowerCase(Locale.ROOT), path);
	}

	/**
	 * Size of the file, or of the first of its parts.
	 * @throws ModelLoadException if it is gone, or may not be looked at
	 */
	public long sizeBytes() {
		try {
			return Files.size(this.path);
		}
		catch (IOException ex) {
			throw new ModelLoadException(Reason.UNUSABLE_MODEL, "'" + this.path + "' cannot be looked at: " + ex);
		}
	}

	/**
	 * Reads its header.
	 * @throws ModelLoadException if the file is no model, breaks off, or cannot be read
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
