package io.github.shimmy4j;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableLogger;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The packages of this module stand in one order; each may use only those before it.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.shimmy4j";

	private static final List<String> ORDER = List.of("text", "failure", "storage", "capability", "process", "probe",
			"accelerator", "gguf", "transfer", "model", "binary", "sidecar", "doctor");

	private static final JavaClasses MAIN_CLASSES = new ClassFileImporter()
		.importUrl(ShimmyException.class.getProtectionDomain().getCodeSource().getLocation());

	@TestFactory
	List<DynamicTest> packageUsesOnlyThoseBeforeIt() {
		return ORDER.stream().map((name) -> DynamicTest.dynamicTest(name, () -> usesNoLaterPackage(name))).toList();
	}

	private void usesNoLaterPackage(String name) {
		String[] later = ORDER.stream()
			.skip(ORDER.indexOf(name) + 1L)
			.map(ArchitectureTests::withSubpackages)
			.toArray(String[]::new);
		noClasses().that()
			.resideInAPackage(withSubpackages(name))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(later)
			.because("the packages of this module stand in the order " + ORDER)
			.allowEmptyShould(true)
			.check(MAIN_CLASSES);
	}

	@Test
	void everyPackageHasAPlaceInTheOrder() {
		String[] known = ORDER.stream().map(ArchitectureTests::withSubpackages).toArray(String[]::new);
		classes().should().resideInAnyPackage(known).check(MAIN_CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN_CLASSES);
	}

	/** What another logger writes may quote foreign text as it came: issue 13. */
	@Test
	void onlyPrintableLoggerLogs() {
		noClasses().that()
			.doNotBelongToAnyOf(PrintableLogger.class)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.commons.logging..")
			.because("a line break or an escape sequence in foreign text forges a log; PrintableLogger escapes them")
			.check(MAIN_CLASSES);
	}

	private static String withSubpackages(String name) {
		return ROOT + "." + name + "..";
	}

}
