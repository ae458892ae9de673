package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A separate process that shares a lock until it is told to release it. */
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
