package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.gguf.ModelParts;
import io.github.shimmy4j.storage.Absence;
import org.jspecify.annotations.Nullable;

/** Files that a person named as a model. */
final class GgufFiles {

	private GgufFiles() {
	}

	/** Throws MODEL_NOT_FOUND or NOT_A_MODEL, naming the path and what is there. */
	static ModelFile open(Path path) {
		Path file = existing(path);
		try {
			return new ModelFile(stem(file), file, requireContent(file));
		}
		catch (IOException ex) {
			throw unreadable(file, ex);
		}
	}

	/** A file, whatever it contains. Throws as {@link #open}. */
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

	private static long requireContent(Path file) throws IOException {
		FirstBytes first = FirstBytes.of(file);
		if (!first.isModel()) {
			throw first.notAModel(file);
		}
		return Files.size(file);
	}

	/**
	 * Header of a whole model, all its parts taken together. Throws as {@link #open}, and
	 * NOT_A_MODEL for a file that breaks off.
	 */
	static GgufHeader header(ModelParts parts) {
		Optional<Path> missing = parts.missing();
		if (missing.isPresent()) {
			throw notFound("'%s' does not exist, one of %d parts".formatted(missing.get(), parts.files().size()), null);
		}
		return parts.files().stream().map(GgufFiles::header).reduce(GgufHeader::and).orElseThrow();
	}

	private static GgufHeader header(Path file) {
		try {
			return GgufHeader.read(file);
		}
		catch (IOException ex) {
			throw unreadable(file, ex);
		}
	}

	static String stem(Path file) {
		String name = file.getFileName().toString();
		return isNamedLikeModel(file) ? name.substring(0, name.length() - ModelFile.EXTENSION.length()) : name;
	}

	static boolean isNamedLikeModel(Path file) {
		String name = file.getFileName().toString();
		return name.toLowerCase(Locale.ROOT).endsWith(ModelFile.EXTENSION)
				&& !name.substring(0, name.length() - ModelFile.EXTENSION.length()).isBlank();
	}

	private static ShimmyException unreadable(Path file, IOException cause) {
		return notFound("'%s' cannot be read: %s".formatted(file, cause), cause);
	}

	private static ShimmyException notFound(String problem, @Nullable Throwable cause) {
		return new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND, "Model file " + problem, cause);
	}

}
