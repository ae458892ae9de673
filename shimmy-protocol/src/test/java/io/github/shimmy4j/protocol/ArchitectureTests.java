package io.github.shimmy4j.protocol;

import io.github.shimmy4j.protocol.sse.BodyReader;
import io.github.shimmy4j.support.HouseRules;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

class ArchitectureTests extends HouseRules.OutsideSpring {

	ArchitectureTests() {
		super(BodyReader.class, "protocol.sse", "protocol.conversation", "protocol.field", "protocol.openai",
				"protocol.prompt", "protocol.tool", "protocol.claude", "protocol.responses", "protocol.ollama");
	}

	/** This module holds values; its users choose the HTTP library. */
	@Test
	void nothingIsUsedButCoreAndJackson() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.github.shimmy4j.protocol..", "io.github.shimmy4j.failure",
					"io.github.shimmy4j.text", "io.github.shimmy4j.capability", "tools.jackson..", "org.jspecify..",
					"java.lang..", "java.time", "java.util..", "java.io", "java.nio", "java.nio.charset")
			.check(mainClasses());
	}

}
