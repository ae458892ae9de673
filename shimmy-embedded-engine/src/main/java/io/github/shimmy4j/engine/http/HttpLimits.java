package io.github.shimmy4j.engine.http;

import java.time.Duration;

/**
 * How long a connection may take, and how many there may be. Clients are on the same
 * machine, and quick.
 *
 * @param head from the connection to the end of the first request's headers
 * @param idle from an answer to the end of the next request's headers
 * @param body from the end of a request's headers to its last byte
 * @param connections open at a time
 */
record HttpLimits(Duration head, Duration idle, Duration body, int connections) {

	/** Several times as many connections as requests can run and wait. */
	static final HttpLimits USUAL = new HttpLimits(Duration.ofSeconds(20), Duration.ofSeconds(60),
			Duration.ofSeconds(60), 512);

}
