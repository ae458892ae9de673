package io.github.shimmy4j;

import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.support.HouseRules;
import org.junit.jupiter.api.Test;

/** The order of this module's packages, and the rules of all modules. */
class ArchitectureTests {

	private static final HouseRules RULES = HouseRules.ofModule(ShimmySidecar.class);

	@Test
	void packagesStandInOrder() {
		RULES.packagesStandInOrder("accelerator", "binary", "sidecar", "sidecar.use", "sidecar.machine",
				"sidecar.ownership", "sidecar.launch", "sidecar.supervision", "doctor");
	}

	@Test
	void packagesAreFreeOfCycles() {
		RULES.packagesAreFreeOfCycles();
	}

	@Test
	void onlyPrintableLoggerLogs() {
		RULES.onlyPrintableLoggerLogs();
	}

	@Test
	void nobodyHidesAFailureOfTheDisk() {
		RULES.nobodyHidesAFailureOfTheDisk("ReleaseTable");
	}

	@Test
	void filesOfOursAreOpenedInOnePlace() {
		// A program that the user named; a directory of its own;
		// files that must not exist yet.
		RULES.filesOfOursAreOpenedInOnePlace("BinaryIdentity", "ProgramArchive", "EmbeddedEngine");
	}

	@Test
	void messagesNameNoPropertyOfSpring() {
		RULES.messagesNameNoPropertyOfSpring();
	}

}
