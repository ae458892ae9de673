package io.github.shimmy4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableLogger;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
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

	/**
	 * Others may have put a link, a FIFO or anything else where a file of ours is looked
	 * for (issue 13). {@code OwnFile} knows how to open one. Whoever opens what the user
	 * or the system has put there is named here.
	 */
	@Test
	void filesOfOursAreOpenedInOnePlace() {
		noClasses().that()
			.resideOutsideOfPackage(withSubpackages("storage"))
			.and(not(simpleName("GgufInput").or(simpleName("FirstBytes")).as("read models, which may be links")))
			.and(not(simpleName("SocketTable").or(simpleName("ProcessIdentity"))
				.or(simpleName("OutOfMemoryKills"))
				.or(simpleName("ProcessLimits"))
				.or(simpleName("GroupMemory"))
				.as("read files of the kernel")))
			.and(not(simpleName("BinaryIdentity").or(simpleName("HubToken")).as("read files that the user named")))
			.and(not(simpleName("ProgramArchive").as("works in a directory that it has made")))
			.and(not(simpleName("ModelShelf").or(simpleName("EmbeddedEngine"))
				.as("create files that must not exist, and copy into these")))
			.and(not(simpleName("WheelSource").as("reads wheels that OwnFile has looked at")))
			.should(callAnyThat("opens a file", OPENING))
			.because("only OwnFile refuses links, FIFOs and files of strangers")
			.check(MAIN_CLASSES);
	}

	/** Their streams throw unchecked exceptions in the middle, which became INTERNAL. */
	@Test
	void directoriesAreReadInOnePlace() {
		noClasses().that()
			.resideOutsideOfPackage(withSubpackages("storage"))
			.should(callAnyThat("reads a directory", "java[.]nio[.]file[.]Files[.](list|walk|find|newDirectoryStream)"))
			.because("Listing throws IOExceptions only")
			.check(MAIN_CLASSES);
	}

	/** It is INTERNAL, a defect of ours, to whoever meets it. */
	@Test
	void nobodyHidesAFailureOfTheDisk() {
		noClasses()
			.that(not(simpleName("ShellScript").or(simpleName("ReleaseTable")).as("read resources of our own jar")))
			.should()
			.callConstructor(UncheckedIOException.class, IOException.class)
			.orShould()
			.callConstructor(UncheckedIOException.class, String.class, IOException.class)
			.because("StorageFailure says what a failure of the disk means")
			.check(MAIN_CLASSES);
	}

	private static final String OPENING = "java[.]nio[.]file[.]Files[.]"
			+ "(newInputStream|newOutputStream|newByteChannel|newBuffered.+|read(String|AllBytes|AllLines)|lines|write.*|copy|createFile)"
			+ "|java[.]util[.](zip[.]ZipFile|jar[.]JarFile)[.]<init>"
			+ "|java[.]nio[.]channels[.]\\w*FileChannel[.]open"
			+ "|java[.]io[.](FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)[.]<init>";

	private static ArchCondition<JavaClass> callAnyThat(String does, String targets) {
		return new ArchCondition<>("call what " + does) {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getAccessesFromSelf()
					.stream()
					.filter((access) -> (access.getTargetOwner().getName() + "." + access.getTarget().getName())
						.matches(targets))
					.forEach((access) -> events.add(SimpleConditionEvent.satisfied(type, access.getDescription())));
			}
		};
	}

	/** Any other logger may write foreign text unescaped: issue 13. */
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
