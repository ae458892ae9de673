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

/** What a value of {@code shimmy.model} means, found out without looking at the disk. */
sealed interface ModelReference permits ModelReference.File, ModelReference.Name, ModelReference.Remote {

	String EXTENSION = ".gguf";

	/** Two letters at least: one letter is a drive on Windows. */
	Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

	String FILE = "file:";

	/** Characters that an address must escape; see RFC 3986. */
	Pattern UNSAFE = Pattern.compile("[^!-~]|[\"<>\\\\^`{|}\\[\\]]");

	static ModelReference parse(String value) {
		if (value.isBlank()) {
			throw invalid(value, "which is blank", null);
		}
		try {
			if (value.regionMatches(true, 0, FILE, 0, FILE.length())) {
				String path = value.substring(FILE.length());
				return path.startsWith("/") ? address(path) : file(path);
			}
			if (SCHEME.matcher(value).matches()) {
				return remote(value);
			}
			return isFile(value) ? file(value) : name(value);
		}
		catch (InvalidPathException ex) {
			throw invalid(value, "which is not a path" + PathText.reason(ex), ex);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(value, "which is not a path: " + ex.getMessage(), ex);
		}
	}

	/** Stable name, as requests and metrics carry it. */
	String name();

	/**
	 * A file by its address. What no address has as it is, such as a space, may be
	 * written so all the same; {@code %} always begins an escape.
	 */
	private static File address(String path) {
		StringBuilder address = new StringBuilder(FILE);
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
					"%s; after file:/ the characters %% ? # are written %%25, %%3F and %%23, and a path without file: "
						.formatted(ex.getMessage()) + "takes them as they are",
					ex);
		}
	}

	private static ModelReference remote(String value) {
		try {
			SourceReference source = SourceReference.parse(value);
			// Throws where the file system, or the encoding of the JVM, cannot hold it.
			Path file = Path.of((source instanceof SourceReference.Hub hub) ? hub.file() : source.fileName());
			return new Remote(source, GgufFiles.stem(file));
		}
		catch (IllegalArgumentException ex) {
			throw invalid(value, "which names no file: " + ex.getMessage(), ex);
		}
	}

	private static ModelReference file(String value) {
		if (value.startsWith("~/")) {
			return new File(Path.of(System.getProperty("user.home"), value.substring(2)));
		}
		return new File(Path.of(value));
	}

	private static Name name(String value) {
		// Throws where no file can have the name.
		return new Name(Path.of(value).toString());
	}

	private static boolean isFile(String value) {
		return value.contains("/") || value.contains(java.io.File.separator)
				|| value.toLowerCase(Locale.ROOT).endsWith(EXTENSION);
	}

	private static ShimmyException invalid(String value, String problem, @Nullable Throwable cause) {
		return Setting.MODEL.refuse(ShownAddress.of(value), ", " + problem, cause);
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
	 * A file that is somewhere else.
	 *
	 * @param source where it is
	 * @param name name of the file without its extension
	 */
	record Remote(SourceReference source, String name) implements ModelReference {

		RemoteModel model() {
			return new RemoteModel(this.name, this.source);
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
