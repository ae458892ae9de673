package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.storage.Absence;
import org.jspecify.annotations.Nullable;

/**
 * A model on the disk. Its header is read at the first request and kept, so that a launch
 * reads it only once.
 */
public final class ModelFile {

	/** Extension of model files. */
	static final String EXTENSION = ".gguf";

	private final String name;

	private final Path path;

	private final long sizeBytes;

	private @Nullable GgufHeader header;

	/**
	 * A model file; nothing is read yet.
	 * @param name stable name for requests and metrics: the catalog's id, else the file's
	 * name without {@code .gguf}
	 * @param path absolute path, possibly a link; the first part of a split model
	 * @param sizeBytes size in bytes, more than 0
	 */
	public ModelFile(String name, Path path, long sizeBytes) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("name of model file '%s' is blank".formatted(path));
		}
		if (!path.isAbsolute()) {
			throw new IllegalArgumentException("path '%s' of model '%s' is not absolute".formatted(path, name));
		}
		if (sizeBytes <= 0) {
			throw new IllegalArgumentException(
					"size of model '%s' is %,d bytes, must be more than 0".formatted(name, sizeBytes));
		}
		this.name = name;
		this.path = path;
		this.sizeBytes = sizeBytes;
	}

	/** The user's own file. Throws MODEL_NOT_FOUND or NOT_A_MODEL, with the reason. */
	static ModelFile open(Path path) {
		Path file = existing(path);
		try {
			FirstBytes first = FirstBytes.of(file);
			if (!first.isModel()) {
				throw first.notAModel(file);
			}
			return new ModelFile(stem(file), file, Files.size(file));
		}
		catch (IOException ex) {
			throw unreadable(file, ex);
		}
	}

	/** Absolute path of a file with any content. Throws as {@link #open}. */
	static Path existing(Path path) {
		Path file = path.toAbsolutePath().normalize();
		if (!Files.exists(file)) {
			throw notFound(Absence.of(file).clause(), null);
		}
		if (!Files.isRegularFile(file)) {
			throw new ShimmyException(ShimmyErrorCode.NOT_A_MODEL,
					"Model file '%s' is %s".formatted(file, Files.isDirectory(file) ? "a directory" : "not a file"));
		}
		return file;
	}

	/**
	 * Stable name of the model for requests and metrics.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Path of the file.
	 * @return absolute path; the first part of a split model
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Size of the file.
	 * @return bytes, more than 0
	 */
	public long sizeBytes() {
		return this.sizeBytes;
	}

	/**
	 * All files of the model.
	 * @return the one file, or all parts of a split model
	 */
	public ModelParts parts() {
		return ModelParts.of(this.path);
	}

	/**
	 * Header of the model, combined from all its parts. The first call reads it.
	 * @return the header
	 * @throws ShimmyException NOT_A_MODEL if a part is truncated or not a GGUF file;
	 * MODEL_NOT_FOUND if a part is missing or cannot be read
	 */
	public synchronized GgufHeader header() {
		GgufHeader known = this.header;
		if (known == null) {
			known = header(parts());
			this.header = known;
		}
		return known;
	}

	/** Reads the headers of all parts. Throws as {@link #header()}. */
	static GgufHeader header(ModelParts parts) {
		Optional<Path> missing = parts.missing();
		if (missing.isPresent()) {
			throw notFound("'%s' does not exist, one of %d parts".formatted(missing.get(), parts.files().size()), null);
		}
		return parts.files().stream().map(ModelFile::read).reduce(GgufHeader::and).orElseThrow();
	}

	private static GgufHeader read(Path file) {
		try {
			return GgufHeader.read(file);
		}
		catch (IOException ex) {
			throw unreadable(file, ex);
		}
	}

	/**
	 * The name of a file without {@code .gguf}.
	 * @param file the file
	 * @return its name; the whole name if it has another extension
	 */
	public static String stem(Path file) {
		String name = file.getFileName().toString();
		return isNamedLikeModel(file) ? name.substring(0, name.length() - EXTENSION.length()) : name;
	}

	static boolean isNamedLikeModel(Path file) {
		String name = file.getFileName().toString();
		return name.toLowerCase(Locale.ROOT).endsWith(EXTENSION)
				&& !name.substring(0, name.length() - EXTENSION.length()).isBlank();
	}

	private static ShimmyException unreadable(Path file, IOException cause) {
		return notFound("'%s' cannot be read: %s".formatted(file, cause), cause);
	}

	private static ShimmyException notFound(String problem, @Nullable Throwable cause) {
		return new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND, "Model file " + problem, cause);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ModelFile file && this.name.equals(file.name) && this.path.equals(file.path)
				&& this.sizeBytes == file.sizeBytes;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.name, this.path, this.sizeBytes);
	}

	@Override
	public String toString() {
		return "ModelFile[name=%s, path=%s, sizeBytes=%d]".formatted(this.name, this.path, this.sizeBytes);
	}

}
