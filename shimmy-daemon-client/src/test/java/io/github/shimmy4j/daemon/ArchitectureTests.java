package io.github.shimmy4j.daemon;

import io.github.shimmy4j.support.HouseRules;

class ArchitectureTests extends HouseRules.OutsideSpring {

	ArchitectureTests() {
		super(DaemonRecord.class, "daemon");
	}

}
