package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A separate process that waits for a lock and holds it until it is told otherwise. */
final class LockHolder {

	private static boolean announced;

	private LockHolder() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		try (InterProcessLock lock = InterProcessLock.acquire(Path.of(arguments[0]), LockHolder::await)) {
			System.out.println("held");
			System.in.read();
		}
	}

	private static void await() throws InterruptedException {
		if (!announced) {
			announced = true;
			System.out.println("waiting");
		}
		TimeUnit.MILLISECONDS.sleep(1);
	}

}
