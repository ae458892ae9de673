package io.github.shimmy4j.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar of the engine contains many libraries, so it must list them and their purpose.
 */
class ThirdPartyTests {

	private static final Path PROGRAM = Path.of("target", "classes", "META-INF", "shimmy4j", "embedded-engine.jar");

	@Test
	void everyLibraryThatIsPackedIsNamedWithItsLicence() throws IOException {
		try (ZipFile program = new ZipFile(PROGRAM.toFile())) {
			List<String> lines = text(program, "META-INF/THIRD-PARTY.txt").lines().toList();
			Set<String> named = lines.stream()
				.filter((line) -> line.contains("  "))
				.map((line) -> line.substring(0, line.indexOf(' ')))
				.collect(Collectors.toCollection(TreeSet::new));
			assertThat(named).isEqualTo(packages(program));
			assertThat(lines).filteredOn((line) -> line.contains("  "))
				.allMatch((line) -> line.matches(".* (Apache-2\\.0|MIT|MIT-0)"))
				.noneMatch((line) -> line.contains("${"));
		}
	}

	@Test
	void licencesAndNoticesAreThere() throws IOException {
		try (ZipFile program = new ZipFile(PROGRAM.toFile())) {
			assertThat(text(program, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
			assertThat(text(program, "META-INF/LICENSE.txt")).contains("QOS.ch");
			assertThat(text(program, "META-INF/NOTICE")).contains("Jackson 2.x core", "Jackson 3.x core",
					"FastDoubleParser");
		}
	}

	/** A schema must never make the engine load something. */
	@Test
	void validatorHasNothingThatReadsFromTheNetwork() throws IOException {
		try (ZipFile program = new ZipFile(PROGRAM.toFile())) {
			assertThat(program.getEntry("com/networknt/schema/SchemaRegistry.class")).isNotNull();
			assertThat(program.getEntry("com/networknt/schema/resource/IriResourceLoader.class")).isNull();
		}
	}

	/** The assembly leaves packages of shimmy-core out: none of them may be needed. */
	@Test
	void programHasEveryClassOfOursThatItUses() throws IOException {
		try (JarFile program = new JarFile(PROGRAM.toFile())) {
			JavaClasses classes = new ClassFileImporter()
				.withImportOption((location) -> location.contains("/io/github/shimmy4j/"))
				.importJar(program);
			assertThat(classes).hasSizeGreaterThan(100);
			assertThat(program.getEntry("io/github/shimmy4j/process/ChildProcess.class")).isNull();
			assertThat(classes.stream()
				.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
				.map((dependency) -> dependency.getTargetClass().getBaseComponentType().getName())
				.filter((name) -> name.startsWith("io.github.shimmy4j.") && !classes.contain(name))).isEmpty();
		}
	}

	/** The first two names of each package, which tell a library. */
	private static Set<String> packages(ZipFile program) {
		return program.stream()
			.map(ZipEntry::getName)
			.filter((name) -> name.endsWith(".class") && !name.startsWith("META-INF/"))
			.filter((name) -> !name.startsWith("io/github/shimmy4j/"))
			.map((name) -> name.replaceFirst("^((?:picocli|reactor|[^/]+/[^/]+))/.*", "$1").replace('/', '.'))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String text(ZipFile program, String name) throws IOException {
		ZipEntry entry = program.getEntry(name);
		assertThat(entry).as(name).isNotNull();
		try (InputStream in = program.getInputStream(entry)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
