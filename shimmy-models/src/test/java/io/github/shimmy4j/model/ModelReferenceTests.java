package io.github.shimmy4j.model;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.failure.InvalidSettingException;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;
import io.github.shimmy4j.transfer.SourceReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link ModelReference}. */
class ModelReferenceTests {

	private static final String DIGEST = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

	@Test
	void parseOfAPathIsAFile() {
		for (String text : List.of("/m/Tiny-Q4.gguf", "file:/m/Tiny-Q4.gguf", "file:///m/Tiny-Q4.gguf")) {
			assertThat(ModelReference.parse(text)).isEqualTo(new ModelReference.File(Path.of("/m/Tiny-Q4.gguf")));
		}
		assertThat(ModelReference.parse("./blob").name()).isEqualTo("blob");
		assertThat(ModelReference.parse("Mine.GGUF").name()).isEqualTo("Mine");
		assertThat(ModelReference.parse("~/m.gguf"))
			.isEqualTo(new ModelReference.File(Path.of(System.getProperty("user.home"), "m.gguf")));
	}

	@Test
	void parseOfASchemeIsASource() {
		SourceReference.Hub source = new SourceReference.Hub("owner/tiny", "main", "x/Tiny.gguf");
		assertThat(ModelReference.parse("hf:owner/tiny/x/Tiny.gguf"))
			.isEqualTo(ModelReference.parse("HF:owner/tiny/x/Tiny.gguf@main"))
			.isEqualTo(new ModelReference.Source(source, "Tiny"));
		assertThat(ModelReference.parse("s3:bucket/own.gguf").name()).isEqualTo("own");
	}

	@ParameterizedTest
	@CsvSource({ "true, hf:owner/repository/a.gguf", "true, HTTPS://host/a", "true, pypi:p==1!/a.gguf", "true, file:a",
			"true, a.GGUF", "true, models/a.gguf", "true, /models/a", "true, ~/a", "false, a",
			"false, nomic-embed-text:latest", "false, intfloat/e5-small", "false, s3:bucket/a" })
	void textMeansAFileOrMayBeTheNameOfAServer(boolean file, String text) {
		assertThat(ModelReference.isMeantAsFile(text)).isEqualTo(file);
	}

	@Test
	void parseOfAnythingElseIsAName() {
		assertThat(ModelReference.parse("llama-3.2")).isEqualTo(new ModelReference.Name("llama-3.2"))
			.extracting(ModelReference::name, ModelReference::shown)
			.containsExactly("llama-3.2", "llama-3.2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "hf:", "hf:owner/file.gguf", "hf:owner/tiny/file.bin", "hf:owner/tiny/../x.gguf",
			"hf:owner/tiny/x.gguf@", "hf:owner/tiny/x.gguf@-x", "hf:owner/tiny/x.gguf@a/../b", "https://host/x.gguf",
			"https://host/x.gguf#sha256=12", "pypi:p/x.gguf", "pypi:p==1!/../x.gguf", "file:///%zz", "a\0b/c.gguf" })
	void parseOfMalformedTextIsRefused(String text) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> ModelReference.parse(text))
			.withMessageStartingWith("The model is '" + PrintableText.of(text) + "', which ")
			.satisfies((ex) -> {
				assertThat(ex.setting()).isEqualTo(Setting.MODEL);
				assertThat(ex.messageFor("shimmy.model")).startsWith("'shimmy.model' is '" + PrintableText.of(text));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "file:/a%.gguf", "file:/a?b.gguf", "file:/a#b.gguf", "file://host/a.gguf" })
	void parseOfAMalformedFileAddressExplainsTheEscapes(String text) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> ModelReference.parse(text))
			.withMessageStartingWith("The model is '" + text + "', which is not a path: ")
			.withMessageContaining("the characters % ? # are written %25, %3F and %23");
	}

	@ParameterizedTest
	@CsvSource({ "s3:me:secret@bucket/own.gguf, s3:bucket/own.gguf",
			"https://me:secret@host/own.gguf?sig=secret#sha256=" + DIGEST + ", https://host/own.gguf#sha256="
					+ DIGEST })
	void secretsOfAnAddressAreNotShown(String text, String shown) {
		ModelReference reference = ModelReference.parse(text);
		assertThat(reference.shown()).isEqualTo(shown);
		assertThat(reference).hasToString("Source[" + shown + "]");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> ModelReference.parse(text + "/"))
			.withMessageNotContaining("secret");
	}

}
