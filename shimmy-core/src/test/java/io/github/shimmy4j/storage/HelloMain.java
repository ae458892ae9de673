package io.github.shimmy4j.storage;

/** A program in a jar that can be started, or not. */
final class HelloMain {

	private HelloMain() {
	}

	public static void main(String[] arguments) {
		System.out.println("hello");
	}

}
