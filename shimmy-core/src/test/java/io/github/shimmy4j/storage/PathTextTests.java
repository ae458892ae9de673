package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link PathText}, in the locale C with a JVM of their own. */
class PathTextTests {

	private static final String REMEDY = "not a path here: Java was started in a locale in which it can name files only "
			+ "in ANSI_X3.4-1968; start it with the environment variable LC_ALL=C.UTF-8";

	/** Before: "SHIMMY4J_HOME is 'mod??le', which is not a path". */
	@Test
	void pathOutsideOfTheLocaleNamesThePathTheEncodingAndTheRemedy() throws Exception {
		assertThat(run("C", "/tmp/mod\u00e8le")).hasSize(2)
			// Java 25 replaces what it cannot decode in the environment, Java 17 keeps
			// it.
			.allMatch((line) -> line.replace("\\ufffd\\ufffd", "\\u00e8")
				.equals("INVALID_CONFIGURATION SHIMMY4J_HOME is '/tmp/mod\\u00e8le', which is " + REMEDY));
	}

	@Test
	void pathInALocaleOfUtf8IsAPath() throws Exception {
		assertThat(run("C.UTF-8", "/tmp/mod\u00e8le \ud83d\ude00"))
			.containsExactly("/tmp/mod\u00e8le \ud83d\ude00/models", "/tmp/mod\u00e8le/models");
	}

	@Test
	void textWithANullCharacterIsNoPathAnywhere() {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> PathText.path("'key'", "a\0b"))
			.withMessageStartingWith("'key' is 'a\\u0000b', which is not a path: ")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

	@Test
	void textIsAPathBelowWhichNamesAreResolved() {
		assertThat(PathText.path("'key'", "/a", "b")).isEqualTo(Path.of("/a/b"));
	}

	private static List<String> run(String locale, String home) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c",
				ShimmyHome.VARIABLE + "=$(printf \"$0\") exec \"$@\"", inAscii(home),
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dfile.encoding=UTF-8",
				"-Dstdout.encoding=UTF-8", "-cp", System.getProperty("java.class.path"), PathTextMain.class.getName());
		builder.environment().put("LC_ALL", locale);
		Process process = builder.redirectErrorStream(true).start();
		List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
			.toList();
		assertThat(process.waitFor()).as("status of %s", lines).isZero();
		return lines;
	}

	/** For printf: a JVM without a locale could not pass on other characters. */
	private static String inAscii(String text) {
		StringBuilder ascii = new StringBuilder();
		for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
			ascii.append((each >= 0) ? String.valueOf((char) each) : "\\%o".formatted(each & 0xff));
		}
		return ascii.toString();
	}

}
