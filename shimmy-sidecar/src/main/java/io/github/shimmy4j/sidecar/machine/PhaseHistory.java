package io.github.shimmy4j.sidecar.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.shimmy4j.sidecar.PhaseChange;

/** The last moves of a sidecar. */
final class PhaseHistory {

	static final int MAX_CHANGES = 50;

	private final Deque<PhaseChange> changes = new ArrayDeque<>();

	void add(PhaseChange change) {
		if (this.changes.size() == MAX_CHANGES) {
			this.changes.removeFirst();
		}
		this.changes.addLast(change);
	}

	/** The changes, oldest first. */
	List<PhaseChange> changes() {
		return List.copyOf(this.changes);
	}

}
