package io.github.shimmy4j.gguf;

import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ModelParts}. */
class ModelPartsTests {

	@ParameterizedTest
	@CsvSource({ "big-00001-of-00003, -00001-of-00003", "big-1-of-3, ''", "big, ''", "big-00001-of-00003-q4, ''",
			"big-00002-of-00003.gguf, -00002-of-00003", "big-00002-of-00003.bin, -00002-of-00003",
			"big-00001-of-00003.q4.gguf, ''", "-00001-of-00003.gguf, -00001-of-00003" })
	void suffixIsThatOfAModelInParts(String name, String suffix) {
		assertThat(ModelParts.suffix(Path.of(name))).isEqualTo(suffix);
	}

	@ParameterizedTest
	@CsvSource({ "big-00001-of-00003.gguf, false", "big-00002-of-00003.gguf, true", "big-00005-of-00003.gguf, true",
			"big.gguf, false", "big-00002-of-00003-q4.gguf, false" })
	void isLaterPartIsTrueBehindTheFirstPart(String name, boolean later) {
		assertThat(ModelParts.isLaterPart(Path.of(name))).isEqualTo(later);
	}

	@ParameterizedTest
	@CsvSource({ "a-00002-of-00002.gguf, a-00001-of-00002.gguf, 2", "a-00001-of-00002.GGUF, a-00001-of-00002.GGUF, 2",
			"a-00003-of-00002.gguf, a-00003-of-00002.gguf, 1", "a-00001-of-00002.bin, a-00001-of-00002.bin, 1",
			"-00002-of-00002.gguf, -00002-of-00002.gguf, 1", "a-00001-of-01001.gguf, a-00001-of-01001.gguf, 1" })
	void ofAnyPartFindsAllOfThem(String name, String first, int number) {
		ModelParts parts = ModelParts.of(Path.of(name));
		assertThat(parts.first()).isEqualTo(Path.of(first));
		assertThat(parts.files()).hasSize(number);
	}

}
