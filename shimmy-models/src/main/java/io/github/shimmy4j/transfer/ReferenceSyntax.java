package io.github.shimmy4j.transfer;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The parts of references and addresses, and the checks that make them safe to use. */
final class ReferenceSyntax {

	/** A scheme has at least two letters: one letter is a drive on Windows. */
	static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

	/** The schemes that {@link SourceReference#parse} knows by itself. */
	static final Set<String> KNOWN_SCHEMES = Set.of("hf", "https", "http", "pypi");

	/**
	 * A name with a leading dot could lead out of the models directory. The characters
	 * that Windows forbids are refused everywhere, so that a reference works on every
	 * machine or on none.
	 */
	private static final Pattern NAME = Pattern.compile("(?![. ])[^\\p{C}\\p{Zl}\\p{Zp}/\\\\:*?\"<>|]+(?<! )");

	private static final String NAME_RULE = "must not have control characters or one of \\ : * ? \" < > |, "
			+ "begin with a dot or a space, or end in a space";

	private static final String HOST = "\\w[\\w.-]*|\\[[\\w:.%]+]";

	private ReferenceSyntax() {
	}

	/** The part of a path after its last slash. */
	static String fileName(String path) {
		return path.substring(path.lastIndexOf('/') + 1);
	}

	/** Throws IllegalArgumentException unless every machine can store the name. */
	static void requireName(String component, String name) {
		if (!NAME.matcher(name).matches()) {
			// Without the name: that of an address may contain a signature or a user.
			throw new IllegalArgumentException(component + " " + NAME_RULE);
		}
	}

	/** Throws IllegalArgumentException unless every machine can store each name. */
	static void requirePath(String component, String path) {
		for (String name : path.split("/", -1)) {
			requireName(component, name);
		}
	}

	/** Percent-encodes each name of a path. */
	static String encoded(String path) {
		return Arrays.stream(path.split("/", -1))
			.map((name) -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
			.collect(Collectors.joining("/"));
	}

	/**
	 * Host and port of an address, or an empty text. Without the user, who may be a
	 * secret. {@link URI#getHost()} would be null for a name with an underscore, which a
	 * service of Docker Compose may have.
	 */
	static String server(URI address) {
		return Objects.requireNonNullElse(address.getRawAuthority(), "").replaceFirst("^.*@", "");
	}

	/** The host alone. Throws IllegalArgumentException if there is no valid one. */
	static String host(URI address) {
		return Patterns.require("host", server(address).replaceFirst(":\\d*$", ""), HOST);
	}

}
