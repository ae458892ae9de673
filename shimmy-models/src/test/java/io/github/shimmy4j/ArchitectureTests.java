package io.github.shimmy4j;

import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.support.HouseRules;
import org.junit.jupiter.api.Test;

/** The order of this module's packages, and the rules of all modules. */
class ArchitectureTests {

	private static final HouseRules RULES = HouseRules.ofModule(ModelCatalog.class);

	@Test
	void packagesStandInOrder() {
		RULES.packagesStandInOrder("transfer", "model");
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
		RULES.nobodyHidesAFailureOfTheDisk();
	}

	@Test
	void filesOfOursAreOpenedInOnePlace() {
		// A file that the user named, new files, and wheels that OwnFile
		// has checked.
		RULES.filesOfOursAreOpenedInOnePlace("HubClient", "ModelShelf", "WheelSource");
	}

	@Test
	void messagesNameNoPropertyOfSpring() {
		RULES.messagesNameNoPropertyOfSpring();
	}

}
