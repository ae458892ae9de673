package io.github.shimmy4j.sidecar;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** What values of options must be; a violation names the key, the value and the rule. */
final class Required {

	private Required() {
	}

	static void that(boolean valid, String key, Object value, String allowed) {
		if (!valid) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"'%s' is '%s'; allowed is %s".formatted(key, value, allowed));
		}
	}

}
