package io.github.shimmy4j.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** What the packages of the auto-configuration may use. */
class ArchitectureTests {

	private static final JavaClasses MAIN_CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.github.shimmy4j.autoconfigure");

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("io.github.shimmy4j.autoconfigure.(**)")
			.should()
			.beFreeOfCycles()
			.allowEmptyShould(true)
			.check(MAIN_CLASSES);
	}

	/** Any other logger may write foreign text unescaped: issue 13. */
	@Test
	void onlyPrintableLoggerLogs() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.commons.logging..")
			.because("a line break or an escape sequence in foreign text forges a log; PrintableLogger escapes them")
			.check(MAIN_CLASSES);
	}

	/** It is INTERNAL, a defect of ours, to whoever meets it (issue 13). */
	@Test
	void nobodyHidesAFailureOfTheDisk() {
		noClasses().that(not(simpleName("ConfigurationMetadata").as("reads resources on the class path")))
			.should()
			.callConstructor(UncheckedIOException.class, IOException.class)
			.orShould()
			.callConstructor(UncheckedIOException.class, String.class, IOException.class)
			.check(MAIN_CLASSES);
	}

	@Test
	void mainCodeUsesNoTestType() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.github.shimmy4j.fake..", "org.junit..", "org.assertj..",
					"org.springframework.test..", "org.springframework.boot.test..", "reactor.test..")
			.check(MAIN_CLASSES);
	}

}
