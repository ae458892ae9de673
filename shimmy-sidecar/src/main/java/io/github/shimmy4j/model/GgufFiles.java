package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/** Files that a person named as a model. */
final class GgufFiles {

	private GgufFiles() {
	}

	/** Throws MODEL_NOT_FOUND or NOT_A_MODEL, naming the path and what is there. */
	static ModelFile open(Path path) {
		Path file = path.toAbsolutePath().normalize();
		if (!Files.exists(file)) {
			throw notFound(Files.isSymbolicLink(file) ? "'%s' is a link to nothing".formatted(file)
					: "'%s' does not exist".formatted(file), null);
		}
		if (!Files.isRegularFile(file)) {
			throw notAModel("'%s' is %s".formatted(file, Files.isDirectory(file) ? "a directory" : "not a file"));
		}
		return read(file);
	}

	private static ModelFile read(Path file) {
		try {
			FirstBytes first = FirstBytes.of(file);
			if (!first.isModel()) {
				throw notAModel("'%s' is not a GGUF file but %s".formatted(file, first.description()));
			}
			return new ModelFile(stem(file), file, Files.size(file));
		}
		catch (IOException ex) {
			throw notFound("'%s' cannot be read: %s".formatted(file, ex), ex);
		}
	}

	static String stem(Path file) {
		String name = file.getFileName().toString();
		boolean hasExtension = name.toLowerCase(Locale.ROOT).endsWith(ModelReference.EXTENSION)
				&& name.length() > ModelReference.EXTENSION.length();
		return hasExtension ? name.substring(0, name.length() - ModelReference.EXTENSION.length()) : name;
	}

	private static ShimmyException notFound(String problem, @Nullable Throwable cause) {
		return new ShimmyException(ShimmyErrorCode.MODEL_NOT_FOUND, "Model file " + problem, cause);
	}

	private static ShimmyException notAModel(String problem) {
		return new ShimmyException(ShimmyErrorCode.NOT_A_MODEL, "Model file " + problem);
	}

}
