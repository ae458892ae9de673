package io.github.shimmy4j.engine.text;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link PrintableText}. */
class PrintableTextTests {

	/** The engine cannot use the sidecar's class, so both must do the same. */
	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "é 한 😀", "tab\there", "a\nb\r", "\u001b[31m", "\u009b", "\u202egnorw",
			"\u2028", "\u2029", "\u0378", "\ud83d", "x\udb40\udc41" })
	void foreignTextIsShownAsTheSidecarShowsIt(String text) {
		assertThat(PrintableText.of(text)).isEqualTo(io.github.shimmy4j.text.PrintableText.of(text));
		String longer = text + "x".repeat(199) + "😀" + text;
		assertThat(PrintableText.of(longer, 200)).isEqualTo(io.github.shimmy4j.text.PrintableText.of(longer, 200));
	}

}
