package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that shares a lock and holds it until it is told otherwise. */
final class SharedLockHolder {

	private SharedLockHolder() {
	}

	public static void main(String[] arguments) throws IOException {
		try (InterProcessLock lock = InterProcessLock.tryShare(Path.of(arguments[0])).orElseThrow()) {
			System.out.println("held");
			System.in.read();
		}
		System.out.println("given");
		System.in.read();
	}

}
