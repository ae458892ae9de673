package io.github.shimmy4j.engine.llama;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class WritableCharactersTests {

	/** As where bytes are missing, and where a text begins with a blank. */
	private final WritableCharacters writable = new WritableCharacters((text) -> " " + text.replace("é", "\ufffd"));

	@Test
	void requireRefusesWhatDoesNotComeBackFromItsTokens() {
		ModelException refused = catchThrowableOfType(ModelException.class,
				() -> this.writable.require(Set.of((int) 'a', (int) 'é'), () -> true));
		assertThat(refused.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(refused).hasMessageContaining("U+00E9");
	}

	@Test
	void requireRemembersNoMoreThanItHasUseFor() {
		for (int start = 0x10000; start < 0x1A000; start += 5000) {
			this.writable.require(IntStream.range(start, start + 5000).boxed().collect(Collectors.toSet()), () -> true);
			assertThat(this.writable.remembered()).isPositive().isLessThanOrEqualTo(10_000);
		}
	}

	@Test
	void requireEndsWhenNobodyWantsTheAnswer() {
		AtomicInteger asked = new AtomicInteger();
		Set<Integer> many = IntStream.range(0x10000, 0x11000).boxed().collect(Collectors.toSet());
		assertThatExceptionOfType(CancellationException.class)
			.isThrownBy(() -> this.writable.require(many, () -> asked.incrementAndGet() <= 3));
		assertThat(this.writable.remembered()).isEqualTo(3);
	}

	@Test
	void requireLetsAllElsePass() {
		assertThatCode(() -> this.writable.require(Set.of((int) '{', (int) '"', (int) '\n', 0x1F389), () -> true))
			.doesNotThrowAnyException();
	}

}
