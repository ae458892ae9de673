package io.github.shimmy4j.sidecar.machine;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;

/** A defect of the state machine: a move that the table of {@link Phase} lacks. */
public final class IllegalPhaseMoveException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final Phase from;

	private final Phase to;

	public IllegalPhaseMoveException(Phase from, Phase to) {
		super(ShimmyErrorCode.INTERNAL, "The sidecar may not move from %s to %s".formatted(from, to));
		this.from = from;
		this.to = to;
	}

	public Phase from() {
		return this.from;
	}

	public Phase to() {
		return this.to;
	}

}
