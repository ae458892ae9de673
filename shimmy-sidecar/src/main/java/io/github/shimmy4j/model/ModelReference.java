package io.github.shimmy4j.model;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/** What a value of {@code shimmy.model} means, found out without looking at the disk. */
sealed interface ModelReference permits ModelReference.File, ModelReference.Name, ModelReference.Remote {

	String EXTENSION = ".gguf";

	/** Two letters at least: one letter is a drive on Windows. */
	Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

	static ModelReference parse(String value) {
		if (value.isBlank()) {
			throw invalid(value, "which is blank", null);
		}
		try {
			Matcher scheme = SCHEME.matcher(value);
			if (scheme.matches()) {
				return source(value, scheme.group(1), scheme.group(2));
			}
			return isFile(value) ? file(value) : new Name(value);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(value, "which is not a path: " + ex.getMessage(), ex);
		}
	}

	/** Stable name, as requests and metrics carry it. */
	String name();

	private static ModelReference source(String value, String scheme, String rest) {
		if (scheme.equalsIgnoreCase("hf")) {
			return hub(value, rest);
		}
		if (!scheme.equalsIgnoreCase("file")) {
			throw invalid(value, "whose scheme '%s' is not known; known are 'file' and 'hf'".formatted(scheme), null);
		}
		return rest.startsWith("/") ? new File(Path.of(URI.create(value))) : file(rest);
	}

	private static ModelReference hub(String value, String rest) {
		try {
			return new Remote(ModelSource.Hub.parse(rest));
		}
		catch (IllegalArgumentException ex) {
			throw invalid(value, "which is not a file of a Hugging Face repository: " + ex.getMessage(), ex);
		}
	}

	private static ModelReference file(String value) {
		if (value.startsWith("~/")) {
			return new File(Path.of(System.getProperty("user.home"), value.substring(2)));
		}
		return new File(Path.of(value));
	}

	private static boolean isFile(String value) {
		return value.contains("/") || value.contains(java.io.File.separator)
				|| value.toLowerCase(Locale.ROOT).endsWith(EXTENSION);
	}

	private static ShimmyException invalid(String value, String problem, @Nullable Throwable cause) {
		return new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"shimmy.model is '%s', %s".formatted(value, problem), cause);
	}

	/**
	 * A file.
	 *
	 * @param path as written; relative to the working directory
	 */
	record File(Path path) implements ModelReference {

		@Override
		public String name() {
			return GgufFiles.stem(this.path);
		}

		boolean isBareName() {
			return this.path.getNameCount() == 1 && !this.path.isAbsolute();
		}

	}

	/**
	 * A file of a Hugging Face repository.
	 *
	 * @param source the file
	 */
	record Remote(ModelSource.Hub source) implements ModelReference {

		@Override
		public String name() {
			return GgufFiles.stem(Path.of(this.source.file()));
		}

	}

	/**
	 * A catalog name, or the name of a file in the models directory.
	 *
	 * @param name the name
	 */
	record Name(String name) implements ModelReference {
	}

}
