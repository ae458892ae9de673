package io.github.shimmy4j.gateway.key;

import java.nio.file.Path;
import java.time.Clock;

import io.github.shimmy4j.concurrent.Pause;

/** Another process that creates or revokes keys. */
final class KeyMaker {

	private KeyMaker() {
	}

	/**
	 * Creates so many keys, or revokes one.
	 * @param arguments the file, then a number of keys or the id to revoke
	 */
	public static void main(String[] arguments) {
		ApiKeys keys = new ApiKeys(Path.of(arguments[0]), Clock.systemUTC(), System::nanoTime, Pause.SLEEP, null);
		if (arguments[1].length() == 12) {
			System.out.println("revoked " + keys.revoke(arguments[1]));
			return;
		}
		for (int count = Integer.parseInt(arguments[1]); count > 0; count--) {
			keys.create("other " + count, KeyLimits.NONE);
		}
		System.out.println("created " + keys.list().size());
	}

}
