package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that says whether anybody has a lock. */
final class SharedLockProbe {

	private SharedLockProbe() {
	}

	public static void main(String[] arguments) throws IOException {
		System.out.println(InterProcessLock.tryAcquire(Path.of(arguments[0])).isPresent() ? "free" : "taken");
	}

}
