package io.github.shimmy4j;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.support.HouseRules;
import org.junit.jupiter.api.Test;

/** The order of this module's packages, and the rules of all modules. */
class ArchitectureTests {

	private static final HouseRules RULES = HouseRules.ofModule(ShimmyException.class);

	@Test
	void packagesStandInOrder() {
		RULES.packagesStandInOrder("text", "failure", "concurrent", "storage", "progress", "capability", "process",
				"probe", "gguf");
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
		RULES.nobodyHidesAFailureOfTheDisk("ShellScript");
	}

	@Test
	void filesOfOursAreOpenedInOnePlace() {
		// Models may be links; the others are files of the kernel.
		RULES.filesOfOursAreOpenedInOnePlace("GgufInput", "FirstBytes", "LinuxSockets", "ProcessIdentity",
				"ControlGroups");
	}

	@Test
	void messagesNameNoPropertyOfSpring() {
		RULES.messagesNameNoPropertyOfSpring();
	}

}
