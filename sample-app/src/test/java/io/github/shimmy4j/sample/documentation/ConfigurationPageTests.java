package io.github.shimmy4j.sample.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The tables of docs/configuration.md are what the code says. */
class ConfigurationPageTests {

	private static final Path PAGE = Path.of("..", "docs", "configuration.md");

	private static final DocumentedKey WINDOW = new DocumentedKey("shimmy.restart.window", "10m", "a duration",
			"Time in which restarts are counted.");

	/** With {@code -Ddocs.write=true}, as scripts/write-docs says, it rewrites them. */
	@Test
	void pageHasWhatTheMetadataSays() throws IOException {
		List<DocumentedKey> keys = KeyMetadata.ofClassPath();
		assertThat(keys).hasSizeGreaterThan(30);
		List<String> page = Files.readAllLines(PAGE);
		List<String> filled = new ConfigurationPage(page).filledWith(keys);
		if (Boolean.getBoolean("docs.write")) {
			Files.write(PAGE, filled);
			return;
		}
		assertThat(page).as("run scripts/write-docs: docs/configuration.md is not what the code says")
			.containsExactlyElementsOf(filled);
	}

	@Test
	void rulesComeFromTheChecksThemselves() throws IOException {
		assertThat(allowed("shimmy.preferred-port")).isEqualTo("a whole number from 0 to 65535");
		assertThat(allowed("shimmy.chat.max-tokens")).isEqualTo("a whole number of 1 or more");
		assertThat(allowed("shimmy.chat.temperature")).isEqualTo("a number from 0 to 2");
		assertThat(allowed("shimmy.restart.window")).startsWith("a duration above zero");
		assertThat(allowed("shimmy.chat.model")).isEqualTo("a text that is not blank");
		assertThat(allowed("shimmy.lifecycle-management")).isEqualTo("`none`, `start-only`, `start-and-stop`");
		assertThat(allowed("shimmy.env")).isEqualTo("a map");
	}

	private static String allowed(String name) throws IOException {
		return KeyMetadata.ofClassPath()
			.stream()
			.filter((key) -> key.name().equals(name))
			.findFirst()
			.orElseThrow()
			.allowed();
	}

	@Test
	void tableIsPutWhereItsKeysAreNamedAndTheRestIsKept() {
		ConfigurationPage page = new ConfigurationPage(
				List.of("By hand.", "<!-- keys: shimmy.restart.* -->", "| old |", "<!-- end of keys -->", "More."));
		List<String> filled = page.filledWith(List.of(WINDOW));
		assertThat(filled).containsExactly("By hand.", "<!-- keys: shimmy.restart.* -->", "",
				"| Key | Default | Allowed | Meaning |", "| --- | --- | --- | --- |",
				"| `shimmy.restart.window` | `10m` | a duration | Time in which restarts are counted. |", "",
				"<!-- end of keys -->", "More.");
		assertThat(new ConfigurationPage(filled).filledWith(List.of(WINDOW))).isEqualTo(filled);
	}

	@Test
	void keyWithoutAPlaceIsNamed() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new ConfigurationPage(List.of("By hand.")).filledWith(List.of(WINDOW)))
			.withMessageContaining("no place")
			.withMessageContaining("shimmy.restart.window");
	}

	@Test
	void placeOfAKeyThatIsGoneIsNamed() {
		ConfigurationPage page = new ConfigurationPage(
				List.of("<!-- keys: shimmy.restart.window shimmy.gone -->", "<!-- end of keys -->"));
		assertThatIllegalStateException().isThrownBy(() -> page.filledWith(List.of(WINDOW)))
			.withMessageContaining("'shimmy.gone'");
	}

	@Test
	void namesAreCodeAndApostrophesAreNot() {
		assertThat(DocumentedKey.withLiterals("The server's own; see shimmy.restart.window. Begins with '~/' or "
				+ "ends in '.gguf'; ShimmySidecar.start() fails with NOT_RUNNING on PATH where shimmy.mode=external."))
			.isEqualTo("The server's own; see `shimmy.restart.window`. Begins with `~/` or ends in `.gguf`; "
					+ "`ShimmySidecar.start()` fails with `NOT_RUNNING` on `PATH` where `shimmy.mode=external`.");
	}

}
