package io.github.shimmy4j.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the code can do has a place in {@code docs}: messages and IDEs send people there.
 */
class DocumentationTests {

	private static final Path DOCS = Path.of("..", "docs");

	@Test
	void everyErrorCodeHasAHeading() throws IOException {
		List<String> headings = Files.readAllLines(DOCS.resolve("errors.md"))
			.stream()
			.filter((line) -> line.startsWith("## "))
			.map((line) -> line.substring("## ".length()))
			.toList();
		assertThat(headings)
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(ShimmyErrorCode.values()).map(Enum::name).toList());
	}

}
