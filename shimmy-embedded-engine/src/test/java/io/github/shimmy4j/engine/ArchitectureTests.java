package io.github.shimmy4j.engine;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.github.shimmy4j.support.HouseRules;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Dependencies inside the engine. */
class ArchitectureTests {

	private static final String ROOT = "io.github.shimmy4j.engine";

	private static final HouseRules RULES = HouseRules.ofModule(EngineMain.class);

	private static final JavaClasses MAIN_CLASSES = RULES.mainClasses();

	@Test
	void onlyOneClassKnowsTheBinding() {
		noClasses().that()
			.haveSimpleNameNotEndingWith("LlamaLanguageModel")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("de.kherud..")
			.check(MAIN_CLASSES);
	}

	@Test
	void onlyHttpAndTheCommandLineKnowTheServer() {
		for (String name : List.of("model", "llama", "generation", "schema")) {
			noClasses().that()
				.resideInAPackage(ROOT + "." + name)
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage("reactor..", "io.netty..", "picocli..")
				.check(MAIN_CLASSES);
		}
	}

	@Test
	void schemasKnowNothingOfTheEngine() {
		noClasses().that()
			.resideInAPackage(ROOT + ".schema")
			.should()
			.dependOnClassesThat(resideInAPackage("io.github.shimmy4j..")
				.and(not(resideInAnyPackage(ROOT + ".schema", "io.github.shimmy4j.text"))))
			.check(MAIN_CLASSES);
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".schema")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.networknt..")
			.check(MAIN_CLASSES);
	}

	@Test
	void packagesStandInOrder() {
		RULES.packagesStandInOrder("engine.schema", "engine.model", "engine.llama", "engine.generation", "engine.http",
				"engine");
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
		RULES.nobodyHidesAFailureOfTheDisk("EngineMain");
	}

	@Test
	void filesOfOursAreOpenedInOnePlace() {
		// Files in a new directory that only this process uses; the streams of the
		// process.
		RULES.filesOfOursAreOpenedInOnePlace("LlamaLanguageModel", "NativeLibrary", "Console");
	}

}
