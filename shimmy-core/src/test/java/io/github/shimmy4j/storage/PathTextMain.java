package io.github.shimmy4j.storage;

import java.util.Map;

import io.github.shimmy4j.failure.ShimmyException;

/** Says what comes of a directory that a variable names, and of one that a text names. */
final class PathTextMain {

	private PathTextMain() {
	}

	public static void main(String[] arguments) {
		tell(System.getenv());
		tell(Map.of(ShimmyHome.VARIABLE, "/tmp/mod\u00e8le"));
	}

	private static void tell(Map<String, String> environment) {
		try {
			System.out.println(ShimmyHome.of(environment).models());
		}
		catch (ShimmyException ex) {
			System.out.println(ex.code() + " " + ex.getMessage());
		}
	}

}
