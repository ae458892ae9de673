package io.github.shimmy4j.binary;

import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyException;

/** Decides whether a program that runs on this machine can serve here. */
@FunctionalInterface
public interface Suitability {

	/**
	 * Examines a program.
	 * @param binary the program
	 * @return the objection to it, or empty
	 * @throws InterruptedException if the thread was interrupted
	 */
	Optional<ShimmyException> objection(ShimmyBinary binary) throws InterruptedException;

}
