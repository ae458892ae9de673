package io.github.shimmy4j.model;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.PathText;
import io.github.shimmy4j.transfer.ShownAddress;
import io.github.shimmy4j.transfer.SourceReference;
import org.jspecify.annotations.Nullable;

/**
 * The parsed value of the model setting: a local file, a file of a source, or a name.
 * Texts are parsed once, where they enter. Two references are equal if they mean the same
 * model, as far as that can be said without looking at the disk.
 */
public sealed interface ModelReference permits ModelReference.File, ModelReference.Source, ModelReference.Name {

	/**
	 * Parses a reference, without looking at the disk.
	 * @param text a path with a separator or ending in {@code .gguf}, {@code file:…};
	 * {@code hf:…}, {@code https:…}, {@code pypi:…} or another scheme; else a name
	 * @return the reference; its scheme may be unknown
	 * @throws ShimmyException INVALID_CONFIGURATION if the text is malformed
	 */
	static ModelReference parse(String text) {
		if (text.isBlank()) {
			throw invalid(text, "which is blank", null);
		}
		// A name of the catalog has no colon.
		if (text.contains(":") && SourceReference.isMeantBy(text)) {
			try {
				return Source.of(text);
			}
			catch (IllegalArgumentException ex) {
				throw invalid(text, "which names no file: " + ex.getMessage(), ex);
			}
		}
		try {
			// Path.of also refuses a name that no file can have.
			return File.isMeantBy(text) ? File.of(text) : new Name(Path.of(text).toString());
		}
		catch (InvalidPathException ex) {
			throw invalid(text, "which is not a path" + PathText.reason(ex), ex);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(text, "which is not a path: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Whether a text can only mean a file, or a source of one. Another text with a colon
	 * or a slash may also be the name of a model at an external server, such as
	 * {@code nomic-embed-text:latest}.
	 * @param text as of {@link #parse}
	 */
	static boolean isMeantAsFile(String text) {
		return File.hasScheme(text) || File.hasExtension(text) || text.startsWith("/") || text.startsWith("~")
				|| SourceReference.hasKnownScheme(text);
	}

	private static ShimmyException invalid(String text, String problem, @Nullable Throwable cause) {
		return Setting.MODEL.refuse(ShownAddress.of(text), ", " + problem, cause);
	}

	/**
	 * Stable name of the model for requests, events and metrics.
	 * @return the catalog's id, else the file's name without {@code .gguf}
	 */
	String name();

	/**
	 * The reference for logs and failures, without the query and the user of an address.
	 * @return a text without secrets
	 */
	String shown();

	/**
	 * A file of this machine.
	 *
	 * @param path absolute, or relative to the working directory
	 */
	record File(Path path) implements ModelReference {

		private static final String SCHEME = "file:";

		private static final String HOME = "~/";

		/** Characters that must be escaped in an address; see RFC 3986. */
		private static final Pattern UNSAFE = Pattern.compile("[^!-~]|[\"<>\\\\^`{|}\\[\\]]");

		private static boolean hasScheme(String text) {
			return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
		}

		private static boolean isMeantBy(String text) {
			return hasScheme(text) || text.contains("/") || text.contains(java.io.File.separator) || hasExtension(text);
		}

		private static boolean hasExtension(String text) {
			return text.toLowerCase(Locale.ROOT).endsWith(ModelFile.EXTENSION);
		}

		private static File of(String text) {
			String path = hasScheme(text) ? text.substring(SCHEME.length()) : text;
			if (hasScheme(text) && path.startsWith("/")) {
				return ofAddress(path);
			}
			return new File(path.startsWith(HOME)
					? Path.of(System.getProperty("user.home"), path.substring(HOME.length())) : Path.of(path));
		}

		/** Accepts unescaped characters, such as a space; {@code %} begins an escape. */
		private static File ofAddress(String path) {
			StringBuilder address = new StringBuilder(SCHEME);
			path.codePoints()
				.mapToObj(Character::toString)
				.map((character) -> UNSAFE.matcher(character).matches()
						? URLEncoder.encode(character, StandardCharsets.UTF_8).replace("+", "%20") : character)
				.forEach(address::append);
			try {
				return new File(Path.of(URI.create(address.toString())));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(
						"%s; after file:/ the characters %% ? # are written %%25, %%3F and %%23, and a path without "
							.formatted(ex.getMessage()) + "file: takes them as they are",
						ex);
			}
		}

		@Override
		public String name() {
			return ModelFile.stem(this.path);
		}

		@Override
		public String shown() {
			return this.path.toString();
		}

		boolean isBareName() {
			return this.path.getNameCount() == 1 && !this.path.isAbsolute();
		}

	}

	/**
	 * A file of a source, which is downloaded into the models directory.
	 *
	 * @param source the source and its file
	 * @param name the file's name without {@code .gguf}
	 */
	record Source(SourceReference source, String name) implements ModelReference {

		private static Source of(String text) {
			SourceReference source = SourceReference.parse(text);
			// Path.of refuses a name that this file system cannot store.
			Path file = Path.of((source instanceof SourceReference.Hub hub) ? hub.file() : source.fileName());
			return new Source(source, ModelFile.stem(file));
		}

		@Override
		public String shown() {
			return this.source.shown();
		}

		/** Without secrets of the address. */
		@Override
		public String toString() {
			return "Source[%s]".formatted(shown());
		}

	}

	/**
	 * A model of the catalog, else a file in the models directory.
	 *
	 * @param name the catalog's id, or the file's name without {@code .gguf}
	 */
	record Name(String name) implements ModelReference {

		@Override
		public String shown() {
			return this.name;
		}

	}

}
