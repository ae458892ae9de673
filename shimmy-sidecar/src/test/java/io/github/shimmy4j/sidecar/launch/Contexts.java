package io.github.shimmy4j.sidecar.launch;

import java.util.List;

import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.process.MachineMemory;

/** Planners of contexts, for tests. */
public final class Contexts {

	private static final long GIGABYTE = 1L << 30;

	/** Chooses, on a machine with enough memory for the models of tests. */
	public static final LaunchPlan.ContextPlanner USUAL = of(null);

	private Contexts() {
	}

	static LaunchPlan.ContextPlanner of(ContextRequest requested) {
		return new LaunchPlan.ContextPlanner(requested, 0, List.of(),
				() -> new MachineMemory.State(8 * GIGABYTE, 16 * GIGABYTE, false));
	}

}
