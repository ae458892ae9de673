package io.github.shimmy4j.engine.http;

import java.time.Duration;

/**
 * How long a connection may take, how many there may be, and how much they may carry.
 * Clients are on the same machine, and quick.
 *
 * @param head from the connection to the end of the first request's headers
 * @param idle from an answer to the end of the next request's headers
 * @param body from the end of a request's headers to its last byte
 * @param connections open at a time
 * @param bodies bytes of the bodies of all requests under way
 */
record HttpLimits(Duration head, Duration idle, Duration body, int connections, long bodies) {

	/**
	 * Several times as many connections as requests can run and wait. Bodies of which a
	 * heap of 384 MB holds three times as much: while they are received, and as text.
	 */
	static final HttpLimits USUAL = new HttpLimits(Duration.ofSeconds(20), Duration.ofSeconds(60),
			Duration.ofSeconds(60), 512, 32 << 20);

}
