package io.github.shimmy4j.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules that the main classes of every module keep. {@code ArchitectureTests} of each
 * module extends this with the order of its packages and its exceptions.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HouseRules {

	private static final String ROOT = "io.github.shimmy4j.";

	private static final String OPENING = "java[.]nio[.]file[.]Files[.]"
			+ "(newInputStream|newOutputStream|newByteChannel|newBuffered.+|read(String|AllBytes|AllLines)|lines|write.*|copy|createFile)"
			+ "|java[.]util[.](zip[.]ZipFile|jar[.]JarFile)[.]<init>"
			+ "|java[.]nio[.]channels[.]\\w*FileChannel[.]open"
			+ "|java[.]io[.](FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)[.]<init>";

	private static final String LISTING = "java[.]nio[.]file[.]Files[.](list|walk|find|newDirectoryStream)";

	private final JavaClasses classes;

	private final List<String> packages;

	/**
	 * Makes the rules of one module.
	 * @param type any main class of the module
	 * @param packages names below {@code io.github.shimmy4j}, lowest first
	 */
	protected HouseRules(Class<?> type, String... packages) {
		this.classes = new ClassFileImporter().importUrl(type.getProtectionDomain().getCodeSource().getLocation());
		this.packages = Stream.of(packages).map((name) -> ROOT + name).toList();
	}

	/** The module's main classes, for rules of its own. */
	protected final JavaClasses mainClasses() {
		return this.classes;
	}

	/** Simple names of the classes that read resources of our own jar. */
	protected List<String> resourceReaders() {
		return List.of();
	}

	/** Simple names of the classes that open files which the user or the system wrote. */
	protected List<String> openersOfForeignFiles() {
		return List.of();
	}

	/** Each package uses only those before it, and there is no other package. */
	@Test
	void packagesStandInOrder() {
		classes().should().resideInAnyPackage(this.packages.toArray(String[]::new)).check(this.classes);
		for (int index = 0; index < this.packages.size() - 1; index++) {
			noClasses().that()
				.resideInAPackage(this.packages.get(index))
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(this.packages.subList(index + 1, this.packages.size()).toArray(String[]::new))
				.because("the packages of this module stand in the order " + this.packages)
				.check(this.classes);
		}
	}

	/** No package depends on itself by way of others. */
	@Test
	void packagesAreFreeOfCycles() {
		slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(this.classes);
	}

	/**
	 * Any other logger may write foreign text unescaped: a line break or an escape
	 * sequence in it forges a log (issue 13).
	 */
	@Test
	void onlyPrintableLoggerLogs() {
		noClasses().that()
			.haveSimpleNameNotEndingWith("PrintableLogger")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.commons.logging..")
			.because("PrintableLogger escapes line breaks and escape sequences in foreign text")
			.check(this.classes);
		noClasses().that()
			.doNotHaveFullyQualifiedName(ROOT + "engine.http.Failures")
			.should()
			.dependOnClassesThat()
			.areAssignableTo(System.Logger.class)
			.because(
					"PrintableLogger escapes foreign text; the engine's program has no log for SLF4J, so Failures escapes")
			.check(this.classes);
	}

	/**
	 * A failure of the disk that becomes an {@link UncheckedIOException} is reported to
	 * the user as INTERNAL, a defect of ours (issue 13).
	 */
	@Test
	void nobodyHidesAFailureOfTheDisk() {
		noClasses().that(not(named("read resources of our own jar", resourceReaders())))
			.should()
			.callConstructor(UncheckedIOException.class, IOException.class)
			.orShould()
			.callConstructor(UncheckedIOException.class, String.class, IOException.class)
			.because("StorageFailure says what a failure of the disk means")
			.check(this.classes);
		noClasses().that()
			.resideOutsideOfPackage(ROOT + "storage..")
			.should(callAnyThat("reads a directory", LISTING))
			.because("these streams throw unchecked exceptions in the middle; Listing throws IOExceptions only")
			.check(this.classes);
	}

	/**
	 * Another program may have put a link, a FIFO or a file of its own where one of ours
	 * is expected. Only {@code OwnFile} refuses these (issue 13).
	 */
	@Test
	void filesOfOursAreOpenedInOnePlace() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + "storage..")
			.and(not(named("open files that are not ours", openersOfForeignFiles())))
			.should(callAnyThat("opens a file", OPENING))
			.because("only OwnFile refuses links, FIFOs and files of strangers")
			.check(this.classes);
	}

	@Test
	void mainCodeUsesNoTestType() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT + "fake..", "org.junit..", "org.assertj..", "org.springframework.test..",
					"org.springframework.boot.test..", "reactor.test..")
			.check(this.classes);
	}

	private static DescribedPredicate<JavaClass> named(String does, List<String> names) {
		DescribedPredicate<JavaClass> none = DescribedPredicate.alwaysFalse();
		return names.stream()
			.map((name) -> (DescribedPredicate<JavaClass>) simpleName(name))
			.reduce(none, (left, right) -> left.or(right))
			.as(does);
	}

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

	/**
	 * The rules of a module that knows nothing of Spring. Its messages also appear on a
	 * command line and over HTTP, so they name a setting as a {@code Setting}, never by
	 * Spring's key.
	 */
	public abstract static class OutsideSpring extends HouseRules {

		/** The names of shimmy's own files are no keys. */
		private static final Pattern PROPERTY = Pattern
			.compile("(?<![\\w.-])shimmy[.](?!exe|sha256|recipe)[a-z][a-z0-9.-]*");

		protected OutsideSpring(Class<?> type, String... packages) {
			super(type, packages);
		}

		@Test
		void messagesNameNoPropertyOfSpring() {
			classes().should(new ArchCondition<JavaClass>("have no key of a property of Spring in a text") {
				@Override
				public void check(JavaClass type, ConditionEvents events) {
					Matcher matcher = PROPERTY.matcher(constantsOf(type));
					while (matcher.find()) {
						events.add(SimpleConditionEvent.violated(type,
								"%s says '%s'".formatted(type.getName(), matcher.group())));
					}
				}
			}).check(mainClasses());
		}

		/** The bytes of the class file, which contains each text as it is. */
		private static String constantsOf(JavaClass type) {
			try (InputStream stream = type.getSource().orElseThrow().getUri().toURL().openStream()) {
				return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
