package io.github.shimmy4j.sidecar;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Phase of a sidecar's life. */
public enum Phase {

	/** No server runs: none was started yet, or it was stopped on request. */
	STOPPED,

	/** The binary and the model are looked for, or the process is not yet proven. */
	STARTING,

	/** The server is proven to be ours and to generate. */
	READY,

	/** The server ended by itself or its launch failed; the next start is due later. */
	BACKING_OFF,

	/** The server is being stopped, on request. */
	STOPPING,

	/** Given up after a permanent failure or a crash loop, until a start is asked for. */
	FAILED,

	/** Closed; this sidecar never starts again. */
	CLOSED;

	private static final Map<Phase, Set<Phase>> MOVES = moves();

	private static Map<Phase, Set<Phase>> moves() {
		Map<Phase, Set<Phase>> moves = new EnumMap<>(Phase.class);
		moves.put(STOPPED, EnumSet.of(STARTING, CLOSED));
		moves.put(STARTING, EnumSet.of(READY, STOPPING, BACKING_OFF, FAILED));
		moves.put(READY, EnumSet.of(STOPPING, BACKING_OFF, FAILED));
		moves.put(BACKING_OFF, EnumSet.of(STARTING, STOPPED, FAILED));
		moves.put(STOPPING, EnumSet.of(STOPPED, FAILED));
		moves.put(FAILED, EnumSet.of(STARTING, STOPPED, CLOSED));
		moves.put(CLOSED, EnumSet.noneOf(Phase.class));
		return moves;
	}

	/**
	 * Whether a move is legal.
	 * @param next phase to move to
	 * @return true if the table of moves has it
	 */
	public boolean mayMoveTo(Phase next) {
		return MOVES.getOrDefault(this, Set.of()).contains(next);
	}

	/**
	 * Whether callers that wait for readiness are answered in this phase.
	 * @return false while a start is under way or is due later
	 */
	public boolean isSettled() {
		return this != STARTING && this != BACKING_OFF;
	}

}
