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

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The rules that the main classes of each module keep. */
public final class HouseRules {

	private static final String ROOT = "io.github.shimmy4j.";

	private static final String OPENING = "java[.]nio[.]file[.]Files[.]"
			+ "(newInputStream|newOutputStream|newByteChannel|newBuffered.+|read(String|AllBytes|AllLines)|lines|write.*|copy|createFile)"
			+ "|java[.]util[.](zip[.]ZipFile|jar[.]JarFile)[.]<init>"
			+ "|java[.]nio[.]channels[.]\\w*FileChannel[.]open"
			+ "|java[.]io[.](FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)[.]<init>";

	private static final String LISTING = "java[.]nio[.]file[.]Files[.](list|walk|find|newDirectoryStream)";

	/** Not the names of shimmy's own files. */
	private static final Pattern PROPERTY = Pattern
		.compile("(?<![\\w.-])shimmy[.](?!exe|sha256|recipe)[a-z][a-z0-9.-]*");

	private final JavaClasses classes;

	private HouseRules(JavaClasses classes) {
		this.classes = classes;
	}

	/**
	 * The rules for the module that a class belongs to.
	 * @param type any main class of the module
	 * @return its rules
	 */
	public static HouseRules ofModule(Class<?> type) {
		return new HouseRules(
				new ClassFileImporter().importUrl(type.getProtectionDomain().getCodeSource().getLocation()));
	}

	/** The module's main classes, for rules of its own. */
	public JavaClasses mainClasses() {
		return this.classes;
	}

	/**
	 * Each package uses only those before it, and there is no other package.
	 * @param order names below {@code io.github.shimmy4j}, lowest first
	 */
	public void packagesStandInOrder(String... order) {
		List<String> packages = Stream.of(order).map((name) -> ROOT + name).toList();
		classes().should().resideInAnyPackage(packages.toArray(String[]::new)).check(this.classes);
		for (int index = 0; index < packages.size() - 1; index++) {
			noClasses().that()
				.resideInAPackage(packages.get(index))
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(packages.subList(index + 1, packages.size()).toArray(String[]::new))
				.because("the packages of this module stand in the order " + List.of(order))
				.check(this.classes);
		}
	}

	/** No package depends on itself by way of others. */
	public void packagesAreFreeOfCycles() {
		slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(this.classes);
	}

	/**
	 * Any other logger may write foreign text unescaped: a line break or an escape
	 * sequence in it forges a log (issue 13).
	 */
	public void onlyPrintableLoggerLogs() {
		noClasses().that()
			.haveSimpleNameNotEndingWith("PrintableLogger")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.commons.logging..")
			.because("PrintableLogger escapes line breaks and escape sequences in foreign text")
			.check(this.classes);
	}

	/**
	 * A failure of the disk that becomes an {@link UncheckedIOException} is INTERNAL, a
	 * defect of ours, to the user (issue 13).
	 * @param resourceReaders simple names of classes that read resources of our own jar
	 */
	public void nobodyHidesAFailureOfTheDisk(String... resourceReaders) {
		noClasses().that(not(named("read resources of our own jar", resourceReaders)))
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
	 * Somebody else may have put a link, a FIFO or a foreign file where one of ours is
	 * looked for. Only {@code OwnFile} refuses these (issue 13).
	 * @param allowed simple names of classes that open files which the user or the system
	 * has put there
	 */
	public void filesOfOursAreOpenedInOnePlace(String... allowed) {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + "storage..")
			.and(not(named("open files that are not ours", allowed)))
			.should(callAnyThat("opens a file", OPENING))
			.because("only OwnFile refuses links, FIFOs and files of strangers")
			.check(this.classes);
	}

	/**
	 * What these modules say is read in front of a command line and over HTTP too: a
	 * setting is named as a {@code Setting}, and each front end knows its key.
	 */
	public void messagesNameNoPropertyOfSpring() {
		classes().should(new ArchCondition<JavaClass>("have no key of a property of Spring in a text") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				Matcher matcher = PROPERTY.matcher(constantsOf(type));
				while (matcher.find()) {
					events.add(SimpleConditionEvent.violated(type,
							"%s says '%s'".formatted(type.getName(), matcher.group())));
				}
			}
		}).check(this.classes);
	}

	/** The class file, in which texts stand as they are. */
	private static String constantsOf(JavaClass type) {
		try (InputStream stream = type.getSource().orElseThrow().getUri().toURL().openStream()) {
			return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static DescribedPredicate<JavaClass> named(String does, String... names) {
		DescribedPredicate<JavaClass> none = DescribedPredicate.alwaysFalse();
		return Stream.of(names)
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

}
