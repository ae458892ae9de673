package io.github.shimmy4j.sample.documentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.documentation.DocumentedKey;
import io.github.shimmy4j.documentation.GeneratedTables;
import io.github.shimmy4j.documentation.KeyMetadata;
import io.github.shimmy4j.documentation.KeyTables;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables of docs/configuration.md are what the code says. */
class ConfigurationPageTests {

	private static final Path PAGE = Path.of("..", "docs", "configuration.md");

	@Test
	void pageHasWhatTheMetadataSays() throws IOException {
		List<DocumentedKey> keys = KeyMetadata.ofClassPath();
		assertThat(keys).hasSizeGreaterThan(30);
		GeneratedTables.assertFilled(PAGE, (lines) -> new KeyTables(lines).filledWith(keys));
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

}
