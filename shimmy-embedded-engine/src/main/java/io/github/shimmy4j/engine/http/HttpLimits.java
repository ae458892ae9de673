package io.github.shimmy4j.engine.http;

import java.time.Duration;

/**
 * Limits on connections. Clients are on the same machine, so they are fast.
 *
 * @param head time from the connection to the end of the first request's headers
 * @param idle time from a response to the end of the next request's headers
 * @param body time from the end of a request's headers to its last byte
 * @param connections open connections
 * @param bodies bytes of the bodies of all requests in progress
 */
record HttpLimits(Duration head, Duration idle, Duration body, int connections, long bodies) {

	/**
	 * Several times as many connections as requests can run and wait. A heap of 384 MB
	 * holds the bodies three times: while they are received, and as text.
	 */
	static final HttpLimits USUAL = new HttpLimits(Duration.ofSeconds(20), Duration.ofSeconds(60),
			Duration.ofSeconds(60), 512, 32 << 20);

}
