package io.github.shimmy4j.gateway.admission;

import java.util.List;

import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.gateway.key.KeyLimits;

/** Callers of the tests. */
final class Callers {

	static final Caller ANNA = caller("anna", 0, 0);

	static final Caller BORA = caller("bora", 0, 0);

	static final Caller CARL = caller("carl", 0, 0);

	private Callers() {
	}

	static Caller caller(String name, int maxConcurrent, int requestsPerMinute) {
		return new Caller(name, name, new KeyLimits(maxConcurrent, requestsPerMinute, List.of()));
	}

}
