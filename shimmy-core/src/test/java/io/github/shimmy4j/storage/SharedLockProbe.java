package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A separate process that prints whether any process has a lock. */
final class SharedLockProbe {

	private SharedLockProbe() {
	}

	public static void main(String[] arguments) throws IOException {
		System.out.println(InterProcessLock.tryAcquire(Path.of(arguments[0])).isPresent() ? "free" : "taken");
	}

}
