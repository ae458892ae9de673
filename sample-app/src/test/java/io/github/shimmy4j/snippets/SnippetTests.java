package io.github.shimmy4j.snippets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every snippet of Java in README.md and docs is, line by line, in a source of this
 * package, and so compiles. Issue 13.
 */
class SnippetTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern SNIPPET = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

	@TestFactory
	List<DynamicTest> everySnippetIsASourceThatCompiles() throws IOException {
		List<List<String>> sources = files(Path.of("src", "test", "java", "io", "github", "shimmy4j", "snippets"),
				".java")
			.stream()
			.map(SnippetTests::lines)
			.toList();
		List<DynamicTest> tests = new ArrayList<>();
		List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
		pages.add(ROOT.resolve("README.md"));
		for (Path page : pages) {
			for (MatchResult snippet : SNIPPET.matcher(Files.readString(page)).results().toList()) {
				List<String> lines = lines(snippet.group(1));
				tests.add(DynamicTest.dynamicTest(page.getFileName() + ": " + lines.get(0),
						() -> assertThat(sources).as("sources with all lines of%n%s", snippet.group(1))
							.anyMatch((source) -> Collections.indexOfSubList(source, lines) >= 0)));
			}
		}
		assertThat(tests).hasSizeGreaterThan(5);
		return tests;
	}

	private static List<Path> files(Path directory, String extension) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(extension)).sorted().toList();
		}
	}

	private static List<String> lines(Path file) {
		try {
			return lines(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Ignores the indentation. */
	private static List<String> lines(String text) {
		return text.lines().map(String::strip).filter((line) -> !line.isEmpty()).toList();
	}

}
