package io.github.shimmy4j.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StartableDirectory}, with the Java that runs them. Before, a home with
 * an emoji was a CRASH_LOOP after six launches (issue 13).
 */
class StartableDirectoryTests {

	private static final String EMOJI = "emoji \ud83d\ude00";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { EMOJI, "mod\u00e8le \u65e5\u672c", "with space", "a+b%20c#d!", "plain" })
	void jarInTheDirectoryStarts(String name) throws Exception {
		StartableDirectory found = StartableDirectory.of("the program", this.directory.resolve(name), temporaryFiles());
		found.create();
		assertThat(start(hello(found.path().resolve("hello.jar")))).isEqualTo("hello");
	}

	@Test
	void directoryThatJavaCanNameIsTakenAsItIs() {
		Path wanted = this.directory.resolve("mod\u00e8le");
		assertThat(StartableDirectory.of("the program", wanted, this.directory))
			.isEqualTo(new StartableDirectory(wanted, false));
	}

	@Test
	void linkToADirectoryWithAnEmojiIsNotTaken() throws IOException {
		Path link = this.directory.resolve("link");
		Files.createSymbolicLink(link, Files.createDirectory(this.directory.resolve(EMOJI)));
		assertThat(StartableDirectory.of("the program", link.resolve("binaries"), temporaryFiles()).temporary())
			.isTrue();
	}

	@Test
	void temporaryDirectoryIsTheSameEachTimeAndForItsOwnerOnly() throws IOException {
		StartableDirectory first = StartableDirectory.of("the program", this.directory.resolve(EMOJI),
				temporaryFiles());
		first.create();
		first.create();
		assertThat(first)
			.isEqualTo(StartableDirectory.of("the program", this.directory.resolve(EMOJI), temporaryFiles()))
			.isNotEqualTo(StartableDirectory.of("the program", this.directory.resolve(EMOJI + "2"), temporaryFiles()));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.path()))).isEqualTo("rwx------");
	}

	@Test
	void temporaryDirectoryThatOthersMadeIsRefused() throws IOException {
		StartableDirectory taken = StartableDirectory.of("the program", this.directory.resolve(EMOJI),
				temporaryFiles());
		Files.createSymbolicLink(taken.path(), Files.createDirectory(this.directory.resolve("theirs")));
		assertRefused(taken, "a symbolic link");
		Files.delete(taken.path());
		Files.createDirectory(taken.path());
		Files.setPosixFilePermissions(taken.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
		assertRefused(taken, "a directory that others may write to");
	}

	@Test
	void noDirectoryAtAllIsRefusedAtOnceWithBothPathsAndTheRemedy() {
		Path wanted = this.directory.resolve(EMOJI);
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> StartableDirectory.of("the program", wanted, wanted.resolve("tmp")))
			.withMessageContainingAll("'%s'".formatted(wanted), "'%s'".formatted(wanted.resolve("tmp")),
					"SHIMMY4J_HOME")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

	private static void assertRefused(StartableDirectory taken, String reason) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(taken::create)
			.withMessageContainingAll(taken.path().toString(), reason)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
	}

	private Path temporaryFiles() {
		return this.directory;
	}

	private static Path hello(Path jar) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, HelloMain.class.getName());
		String type = HelloMain.class.getName().replace('.', '/') + ".class";
		try (JarOutputStream stream = new JarOutputStream(Files.newOutputStream(jar), manifest);
				InputStream content = HelloMain.class.getClassLoader().getResourceAsStream(type)) {
			stream.putNextEntry(new JarEntry(type));
			content.transferTo(stream);
		}
		return jar;
	}

	private static String start(Path jar) throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-jar", jar.toString())
			.redirectErrorStream(true)
			.start();
		return new String(process.getInputStream().readAllBytes()).strip();
	}

}
