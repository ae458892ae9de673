package io.github.shimmy4j.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * What a client asks.
 *
 * @param message the question, as the client sent it
 */
record Question(@Nullable String message) {

	String text() {
		if (this.message == null || this.message.isBlank()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'message' must not be blank");
		}
		return this.message;
	}

}
