package io.github.shimmy4j.engine;

import java.util.List;

import io.github.shimmy4j.support.HouseRules;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

class ArchitectureTests extends HouseRules {

	private static final String ROOT = "io.github.shimmy4j.engine";

	ArchitectureTests() {
		super(EngineMain.class, "engine.schema", "engine.model", "engine.llama", "engine.generation", "engine.http",
				"engine");
	}

	@Test
	void onlyOneClassKnowsTheBinding() {
		noClasses().that()
			.haveSimpleNameNotEndingWith("LlamaLanguageModel")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("de.kherud..")
			.check(mainClasses());
	}

	@Test
	void onlyHttpAndTheCommandLineKnowTheServer() {
		for (String name : List.of("model", "llama", "generation", "schema")) {
			noClasses().that()
				.resideInAPackage(ROOT + "." + name)
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage("reactor..", "io.netty..", "picocli..")
				.check(mainClasses());
		}
	}

	@Test
	void schemasKnowNothingOfTheEngine() {
		noClasses().that()
			.resideInAPackage(ROOT + ".schema")
			.should()
			.dependOnClassesThat(resideInAPackage("io.github.shimmy4j..")
				.and(not(resideInAnyPackage(ROOT + ".schema", "io.github.shimmy4j.text"))))
			.check(mainClasses());
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".schema")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.networknt..")
			.check(mainClasses());
	}

	@Override
	protected List<String> resourceReaders() {
		return List.of("EngineMain");
	}

	@Override
	protected List<String> openersOfForeignFiles() {
		// Files in a new directory of this process alone; the streams of the process.
		return List.of("LlamaLanguageModel", "NativeLibrary", "Console");
	}

}
