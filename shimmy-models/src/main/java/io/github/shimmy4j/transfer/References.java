package io.github.shimmy4j.transfer;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What references are spelled of; their parts end up in paths and addresses. */
final class References {

	/** Two letters at least: one letter is a drive on Windows. */
	static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

	/**
	 * No part of a path begins with a dot, so none leads elsewhere; and what Windows
	 * cannot hold is the same reference's file on no machine.
	 */
	private static final Pattern NAME = Pattern.compile("(?![. ])[^\\p{C}\\p{Zl}\\p{Zp}/\\\\:*?\"<>|]+(?<! )");

	private static final String FORM = "must not have control characters or one of \\ : * ? \" < > |, "
			+ "begin with a dot or a space, or end in a space";

	private References() {
	}

	static String last(String path) {
		return path.substring(path.lastIndexOf('/') + 1);
	}

	/** Refuses what is not the name of a file on every machine. */
	static void requireName(String component, String name) {
		if (!NAME.matcher(name).matches()) {
			// Without the name: of an address it may have a signature or a user.
			throw new IllegalArgumentException(component + " " + FORM);
		}
	}

	/** Refuses a path of which one part is not such a name. */
	static void requirePath(String component, String path) {
		for (String name : path.split("/", -1)) {
			requireName(component, name);
		}
	}

	/** A path as addresses have it, whatever the names in it are; to be done once. */
	static String encoded(String path) {
		return Arrays.stream(path.split("/", -1))
			.map((name) -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
			.collect(Collectors.joining("/"));
	}

}
