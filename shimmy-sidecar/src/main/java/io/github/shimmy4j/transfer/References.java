package io.github.shimmy4j.transfer;

import java.util.regex.Pattern;

/** What references are spelled of; their parts end up in paths and addresses. */
final class References {

	/** Two letters at least: one letter is a drive on Windows. */
	static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

	/** No part of a path begins with a dot, so none leads elsewhere. */
	static final String NAME = "[\\w-][\\w.-]*";

	static final String PATH = NAME + "(/" + NAME + ")*";

	private References() {
	}

	static String last(String path) {
		return path.substring(path.lastIndexOf('/') + 1);
	}

}
