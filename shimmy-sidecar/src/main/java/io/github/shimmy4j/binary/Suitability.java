package io.github.shimmy4j.binary;

import java.util.Optional;

import io.github.shimmy4j.failure.ShimmyException;

/** Knows why a program that runs on this machine could still not serve here. */
@FunctionalInterface
public interface Suitability {

	/**
	 * Looks at one program.
	 * @param binary the program
	 * @return what speaks against it, or empty
	 * @throws InterruptedException if the thread was interrupted while it looked
	 */
	Optional<ShimmyException> objection(ShimmyBinary binary) throws InterruptedException;

}
