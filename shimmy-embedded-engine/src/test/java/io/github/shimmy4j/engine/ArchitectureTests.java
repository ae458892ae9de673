package io.github.shimmy4j.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Who may know whom inside the engine.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.shimmy4j.engine";

	private static final JavaClasses MAIN_CLASSES = new ClassFileImporter()
		.importUrl(EngineMain.class.getProtectionDomain().getCodeSource().getLocation());

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
	void schemasKnowNothingOfTheEngineButItsText() {
		noClasses().that()
			.resideInAPackage(ROOT + ".schema")
			.should()
			.dependOnClassesThat(
					resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(ROOT + ".schema", ROOT + ".text"))))
			.check(MAIN_CLASSES);
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".schema")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.networknt..")
			.check(MAIN_CLASSES);
	}

	/** It is a defect of ours to whoever meets it (issue 13). */
	@Test
	void nobodyHidesAFailureOfTheDisk() {
		noClasses().that(not(simpleName("EngineVersion").as("reads a resource of our own jar")))
			.should()
			.callConstructor(UncheckedIOException.class, IOException.class)
			.orShould()
			.callConstructor(UncheckedIOException.class, String.class, IOException.class)
			.check(MAIN_CLASSES);
		for (String name : List.of("list", "walk", "find", "lines")) {
			noClasses().should()
				.callMethodWhere(target(owner(assignableTo(Files.class))).and(target(name(name))))
				.because("their streams throw unchecked exceptions in the middle")
				.check(MAIN_CLASSES);
		}
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN_CLASSES);
	}

}
