package io.github.shimmy4j.model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link RustDebugText}. */
class RustDebugTextTests {

	@Test
	void decodeOfPlainTextKeepsIt() {
		assertThat(RustDebugText.decode("\"/m/a b 😀.gguf\"")).contains("/m/a b 😀.gguf");
		assertThat(RustDebugText.decode("\"\"")).contains("");
	}

	@Test
	void decodeResolvesEveryEscape() {
		assertThat(RustDebugText.decode("\"\\\"\\'\\\\\\n\\r\\t\\0\"")).contains("\"'\\\n\r\t\0");
		assertThat(RustDebugText.decode("\"\\u{1f600}\\u{200b}\\u{0}x\"")).contains("😀\u200b\0x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\"", "a", "\"a", "a\"", "\"a\"b\"", "\"\\\"", "\"\\x41\"", "\"\\u\"", "\"\\u{\"",
			"\"\\u{}\"", "\"\\u{12\"", "\"\\u{110000}\"", "\"\\u{1234567}\"", "\"\\u{xyz}\"", "\"\\u12}\"" })
	void decodeOfMalformedTextIsEmpty(String text) {
		assertThat(RustDebugText.decode(text)).isEmpty();
	}

}
