package io.github.shimmy4j.sample;

import java.util.Objects;

import io.github.shimmy4j.failure.ShimmyException;

/**
 * A failure as clients see it.
 *
 * @param code the reason, to be switched on
 * @param message what happened, to be read
 */
record Failure(String code, String message) {

	static Failure of(ShimmyException failure) {
		return new Failure(failure.code().name(), Objects.requireNonNullElse(failure.getMessage(), ""));
	}

}
