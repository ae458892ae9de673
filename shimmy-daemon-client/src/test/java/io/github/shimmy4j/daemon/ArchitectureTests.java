package io.github.shimmy4j.daemon;

import java.util.List;

import io.github.shimmy4j.support.HouseRules;

class ArchitectureTests extends HouseRules.OutsideSpring {

	ArchitectureTests() {
		super(DaemonRecord.class, "daemon");
	}

	@Override
	protected List<String> openersOfForeignFiles() {
		// New files in a new directory.
		return List.of("CarriedDaemon");
	}

}
