package io.github.shimmy4j.engine.schema;

import io.github.shimmy4j.text.PrintableText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link SchemaException}. */
class SchemaExceptionTests {

	/** The engine cannot use the sidecar's class; it must show a text in the same way. */
	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "é 한 😀", "tab\there", "a\nb\r", "\u001b[31m", "\u009b", "\u202egnorw",
			"\u2028", "\u2029", "\u0378", "\ud83d", "x\udb40\udc41" })
	void foreignTextIsShownAsTheSidecarShowsIt(String text) {
		assertThat(SchemaException.printable(text)).isEqualTo(PrintableText.of(text, PrintableText.NAME_LENGTH));
		String longer = text + "x".repeat(199) + "😀" + text;
		assertThat(SchemaException.printable(longer)).isEqualTo(PrintableText.of(longer, PrintableText.NAME_LENGTH));
	}

	@Test
	void pointerIsPrintable() {
		assertThat(new SchemaException("/properties/a\nb\u001b[2J", "is wrong"))
			.hasMessage("/properties/a\\nb\\u001b[2J: is wrong");
	}

}
