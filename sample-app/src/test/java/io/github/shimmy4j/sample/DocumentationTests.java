package io.github.shimmy4j.sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.model.ModelCatalog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every error code and feature to which messages and IDEs refer has a place in the docs.
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

	@Test
	void everyModelOfTheCatalogIsInItsTableWithItsLicense() throws IOException {
		List<String> rows = Files.readAllLines(DOCS.resolve("models.md"));
		for (ModelCatalog.Entry model : ModelCatalog.builtIn().models()) {
			assertThat(rows).as(model.id())
				.anyMatch((row) -> row.startsWith("| `") && row.contains("`" + model.id() + "`")
						&& row.contains("| " + model.license() + " |"));
		}
	}

	@Test
	void catalogOfTheExampleCanBeRead() throws IOException {
		String page = Files.readString(DOCS.resolve("models.md"));
		int begin = page.indexOf("```yaml\nmodels:") + "```yaml\n".length();
		String example = page.substring(begin, page.indexOf("```", begin));
		ModelCatalog catalog = ModelCatalog.parse(new ByteArrayInputStream(example.getBytes(StandardCharsets.UTF_8)),
				"models.md");
		assertThat(catalog.ids()).containsExactly("our-assistant");
	}

}
