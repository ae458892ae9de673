package io.github.shimmy4j.storage;

import java.util.Map;

import io.github.shimmy4j.failure.ShimmyException;

/** Prints the paths made of an environment variable and of a text. */
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
