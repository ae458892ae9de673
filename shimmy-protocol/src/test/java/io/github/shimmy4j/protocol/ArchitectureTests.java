package io.github.shimmy4j.protocol;

import io.github.shimmy4j.protocol.sse.EventReader;
import io.github.shimmy4j.support.HouseRules;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/** The order of this module's packages, and the rules of all modules. */
class ArchitectureTests {

	private static final HouseRules RULES = HouseRules.ofModule(EventReader.class);

	@Test
	void packagesStandInOrder() {
		RULES.packagesStandInOrder("protocol.sse", "protocol.openai", "protocol.prompt");
	}

	@Test
	void packagesAreFreeOfCycles() {
		RULES.packagesAreFreeOfCycles();
	}

	/** Whoever speaks over sockets decides with what; here are values. */
	@Test
	void nothingIsUsedButCoreAndJackson() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.github.shimmy4j.protocol..", "io.github.shimmy4j.failure",
					"io.github.shimmy4j.text", "io.github.shimmy4j.capability", "tools.jackson..", "org.jspecify..",
					"java.lang..", "java.util..", "java.io", "java.nio", "java.nio.charset")
			.check(RULES.mainClasses());
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
		RULES.filesOfOursAreOpenedInOnePlace();
	}

	@Test
	void messagesNameNoPropertyOfSpring() {
		RULES.messagesNameNoPropertyOfSpring();
	}

}
