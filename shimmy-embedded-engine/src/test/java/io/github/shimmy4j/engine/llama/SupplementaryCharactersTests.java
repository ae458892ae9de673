package io.github.shimmy4j.engine.llama;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.shimmy4j.engine.model.ModelException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SupplementaryCharactersTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "안녕", "🎉", "a🎉b🎊c🎉", "\uE000🎉\uE001", "👩‍👩‍👧", "\uD83C",
			"\uDF89\uD83C", "🎉\uD83C" })
	void restoreGivesBackWhatWasHidden(String text) {
		SupplementaryCharacters characters = SupplementaryCharacters.of(List.of(text, "🙂"));
		String hidden = characters.hide(text);
		assertThat(hidden.codePoints()).noneMatch(Character::isSupplementaryCodePoint);
		assertThat(characters.restore(hidden)).isEqualTo(text);
	}

	@Test
	void ofRefusesAZero() {
		assertThatExceptionOfType(ModelException.class).isThrownBy(() -> SupplementaryCharacters.of(List.of("a\0b")))
			.withMessageContaining("U+0000");
	}

	@Test
	void ofRefusesMoreDifferentCharactersThanThereAreReplacements() {
		String text = IntStream.range(0x20000, 0x20000 + 6401)
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
		assertThatExceptionOfType(ModelException.class).isThrownBy(() -> SupplementaryCharacters.of(List.of(text)))
			.withMessageContaining("6400");
	}

}
