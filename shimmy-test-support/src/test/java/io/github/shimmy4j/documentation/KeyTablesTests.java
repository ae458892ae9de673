package io.github.shimmy4j.documentation;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class KeyTablesTests {

	private static final DocumentedKey WINDOW = new DocumentedKey("shimmy.restart.window", "10m", "a duration",
			"Time in which restarts are counted.");

	@Test
	void tableIsPutWhereItsKeysAreNamedAndTheRestIsKept() {
		KeyTables page = new KeyTables(
				List.of("By hand.", "<!-- keys: shimmy.restart.* -->", "| old |", "<!-- end of keys -->", "More."));
		List<String> filled = page.filledWith(List.of(WINDOW));
		assertThat(filled).containsExactly("By hand.", "<!-- keys: shimmy.restart.* -->", "",
				"| Key | Default | Allowed | Meaning |", "| --- | --- | --- | --- |",
				"| `shimmy.restart.window` | `10m` | a duration | Time in which restarts are counted. |", "",
				"<!-- end of keys -->", "More.");
		assertThat(new KeyTables(filled).filledWith(List.of(WINDOW))).isEqualTo(filled);
	}

	@Test
	void keyWithoutAPlaceIsNamed() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new KeyTables(List.of("By hand.")).filledWith(List.of(WINDOW)))
			.withMessageContaining("no place")
			.withMessageContaining("shimmy.restart.window");
	}

	@Test
	void placeOfAKeyThatIsGoneIsNamed() {
		KeyTables page = new KeyTables(
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
