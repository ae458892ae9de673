package io.github.shimmy4j.engine.llama;

import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class WritableCharactersTests {

	/** As where bytes are missing, and where a text begins with a blank. */
	private final WritableCharacters writable = new WritableCharacters((text) -> " " + text.replace("é", "\ufffd"));

	@Test
	void requireRefusesWhatDoesNotComeBackFromItsTokens() {
		ModelException refused = catchThrowableOfType(ModelException.class,
				() -> this.writable.require(Set.of((int) 'a', (int) 'é')));
		assertThat(refused.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(refused).hasMessageContaining("U+00E9");
	}

	@Test
	void requireLetsAllElsePass() {
		assertThatCode(() -> this.writable.require(Set.of((int) '{', (int) '"', (int) '\n', 0x1F389)))
			.doesNotThrowAnyException();
	}

}
