package io.github.shimmy4j.sidecar;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Phase of a sidecar's life. */
public enum Phase {

	/** Nothing runs, because nothing was asked for or because a stop was. */
	STOPPED,

	/** On the way: finding the binary and the model, launching, proving. */
	STARTING,

	/** Proven to be ours and able to generate. */
	READY,

	/** Ended unasked; waits before the next start. */
	BACKING_OFF,

	/** On the way down, on request. */
	STOPPING,

	/**
	 * Given up, for a permanent reason or a crash loop. Only an explicit start leaves it.
	 */
	FAILED,

	/** Gone for good. */
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
	 * @return true if the table has it
	 */
	public boolean mayMoveTo(Phase next) {
		return MOVES.getOrDefault(this, Set.of()).contains(next);
	}

	/**
	 * Whether callers that wait for readiness get their answer in this phase.
	 * @return false while a start is on its way or will be tried again
	 */
	public boolean isSettled() {
		return this != STARTING && this != BACKING_OFF;
	}

}
