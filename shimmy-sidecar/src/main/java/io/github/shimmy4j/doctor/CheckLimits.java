package io.github.shimmy4j.doctor;

import java.time.Duration;

/**
 * How long checks may take.
 *
 * @param programs those that run programs
 * @param files those that look at files, ports and memory
 */
record CheckLimits(Duration programs, Duration files) {

	/** A program that is asked for its version may take 20 s, and be the second one. */
	static final CheckLimits USUAL = new CheckLimits(Duration.ofSeconds(30), Duration.ofSeconds(10));

}
