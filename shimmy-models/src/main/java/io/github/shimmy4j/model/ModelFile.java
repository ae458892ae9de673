package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.storage.Absence;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * A model on the disk. Its header is read at the first request and kept, so that a launch
 * reads it only once.
 */
public final class ModelFile {

	private static final PrintableLogger logger = PrintableLogger.of(ModelFile.class);

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

	/**
	 * The lock that marks a model of the models directory as in use. Servers share it;
	 * the removal of the model takes it alone. The operating system releases it at the
	 * latest when the process ends. A split model is identified by its first part.
	 */
	public static final class Use implements AutoCloseable {

		/** Hidden, so that no server searches it for models. */
		private static final String DIRECTORY = ".in-use";

		/** Enough digits of a digest to tell the files of one directory apart. */
		private static final int NAME_DIGITS = 16;

		private final @Nullable InterProcessLock lock;

		private Use(@Nullable InterProcessLock lock) {
			this.lock = lock;
		}

		/**
		 * Marks a model as used by a server. Never fails. Holds no lock if the model is
		 * outside the directory or is being removed, or if the directory is not writable:
		 * no model can be removed from such a directory.
		 * @param modelsDir models directory
		 * @param model the file, or a link to it
		 * @return to be closed when the server has ended
		 */
		public static Use hold(Path modelsDir, Path model) {
			if (!isWithin(modelsDir, model)) {
				return new Use(null);
			}
			try {
				Optional<InterProcessLock> lock = InterProcessLock.tryShare(lockFile(modelsDir, model));
				if (lock.isEmpty()) {
					logger.debug("Model is being removed while a server starts on it: '{}'", model);
				}
				return new Use(lock.orElse(null));
			}
			catch (IOException | ShimmyException ex) {
				logger.debug("Model cannot be marked as in use: '{}': {}", model, ex.toString());
				return new Use(null);
			}
		}

		/**
		 * Takes a model alone, so that no server of shimmy4j uses it or starts to.
		 * @param modelsDir models directory
		 * @param model the file, or a link to it
		 * @return to be closed after the removal; empty if the model is in use
		 * @throws IOException if the lock cannot be opened
		 * @throws ShimmyException DIRECTORY_NOT_WRITABLE
		 */
		public static Optional<Use> tryAlone(Path modelsDir, Path model) throws IOException {
			return InterProcessLock.tryAcquire(lockFile(modelsDir, model)).map(Use::new);
		}

		/** Whether the file, or the target of a link, is inside the directory. */
		private static boolean isWithin(Path modelsDir, Path model) {
			Path directory = real(modelsDir);
			Path file = model.toAbsolutePath();
			return real(file).startsWith(directory) || real(file.resolveSibling("")).startsWith(directory);
		}

		private static Path lockFile(Path modelsDir, Path model) {
			MessageDigest digest = Sha256.begin();
			digest.update(real(model).toString().getBytes(StandardCharsets.UTF_8));
			return OwnerOnly.createDirectory(real(modelsDir).resolve(DIRECTORY))
				.resolve(Sha256.end(digest).substring(0, NAME_DIGITS) + ".lock");
		}

		private static Path real(Path path) {
			try {
				return path.toRealPath();
			}
			catch (IOException ex) {
				return path.toAbsolutePath().normalize();
			}
		}

		/** Whether a lock is held. */
		boolean isHeld() {
			return this.lock != null;
		}

		/** Releases the lock. Idempotent; never fails. */
		@Override
		public void close() {
			try {
				if (this.lock != null) {
					this.lock.close();
				}
			}
			catch (IOException ex) {
				logger.debug("Lock of a model stays held until this process ends", ex);
			}
		}

	}

}
