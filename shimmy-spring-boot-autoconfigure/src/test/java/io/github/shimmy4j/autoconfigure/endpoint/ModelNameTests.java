package io.github.shimmy4j.autoconfigure.endpoint;

import io.github.shimmy4j.autoconfigure.endpoint.ShimmyEndpoint.ModelName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ModelName}; issue 13. */
class ModelNameTests {

	@ParameterizedTest
	@ValueSource(strings = { "smollm2-135m-instruct", "Qwen2.5-0.5B-Instruct-Q4_K_M", "a", "my model (1)", "modèle",
			"e\u0301", "日本語", "a+b=c,d@e[f]", "-x", "_", "x.gguf.bak", "gguf", "a.b" })
	void namesAreNames(String name) {
		assertThat(ModelName.refusal(name)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "..", ".", "../a", "../../etc/passwd", "a/b", "/etc/passwd", "a\\b", "..\\a",
			".hidden", "a..b", "a.gguf", "A.GGUF", ".gguf", "hf:owner/repository/file.gguf", "https://host/a", "file:a",
			"pypi:a", "C:a", "a:stream", "~/a", "~", "%2e%2e%2fa", "a%00", "a\u0000", "a\nb", "\u001b[2J", "a\u202eb",
			"a\u200bb", "\ufeffa", "a\u2215b", "\uff0e\uff0e\uff0fa", "a\u2044b", "a\u29f8b", " a", "a ", "a\tb", "a?b",
			"a#b", "a*", "$HOME", "`a`", "\ud800", "🦙" })
	void othersAreNot(String name) {
		assertThat(ModelName.refusal(name)).get()
			.asString()
			.startsWith("'model' is '")
			.contains("which is not the name of a model; allowed are letters and digits")
			.matches("[\\P{C}\\t]+");
	}

	@Test
	void lengthIsBoundedAndSoIsTheRefusal() {
		assertThat(ModelName.refusal("x".repeat(200))).isEmpty();
		assertThat(ModelName.refusal("x".repeat(201))).get().asString().contains("200 at most");
		assertThat(ModelName.refusal("x".repeat(100_000))).get().asString().hasSizeLessThan(600);
	}

}
