package io.github.shimmy4j.protocol.prompt;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.ContextExceededException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link AnswerSpace}. */
class AnswerSpaceTests {

	/** A context of 100 tokens, 80 of them for the prompt, and 10 around each message. */
	private static final GenerationLimits LIMITS = new GenerationLimits(100, 80, 10, 1000);

	private static final Function<List<String>, OptionalLong> UNCOUNTED = (texts) -> OptionalLong.empty();

	private static final Function<List<String>, OptionalLong> NEVER_ASKED = (texts) -> {
		throw new IllegalStateException("counting takes a second");
	};

	private static int fit(Function<List<String>, OptionalLong> counter, int wanted, String... messages) {
		return new AnswerSpace("shimmy 9", LIMITS, counter).fit(wanted, List.of(messages));
	}

	@Test
	void answerThatFitsIsAsLongAsWanted() {
		assertThat(fit(NEVER_ASKED, 70, "ten bytes.")).isEqualTo(70);
	}

	@Test
	void longerAnswerIsCutToTheSpaceThatIsLeft() {
		assertThat(fit(NEVER_ASKED, 71, "ten bytes.")).isEqualTo(70);
	}

	@Test
	void messageWithoutTextHasItsMarkers() {
		assertThat(fit(NEVER_ASKED, 100, "ten bytes.", "")).isEqualTo(60);
	}

	@Test
	void charactersCountByTheirBytes() {
		assertThat(fit(NEVER_ASKED, 100, "🙂")).isEqualTo(76);
	}

	@Test
	void promptThatMayBeTooLongIsCounted() {
		List<String> texts = List.of("x".repeat(40), "x".repeat(21));
		assertThat(fit((counted) -> {
			assertThat(counted).isEqualTo(texts);
			return OptionalLong.of(50);
		}, 100, texts.toArray(String[]::new))).isEqualTo(20);
	}

	@Test
	void promptThatIsTooLongIsRefusedWithBothNumbers() {
		assertRefused((texts) -> OptionalLong.of(61),
				"The prompt has 81 tokens with its template and this server takes 80", "x".repeat(61));
	}

	@Test
	void promptThatCannotBeCountedIsRefusedByAnEstimate() {
		assertRefused(UNCOUNTED,
				"The prompt may have up to 81 tokens (estimated from its bytes); the server accepts 80",
				"x".repeat(61));
	}

	@Test
	void promptThatCannotBeSentIsRefusedUncounted() {
		assertRefused(NEVER_ASKED,
				"The prompt has 1001 bytes of text and shimmy 9 accepts requests of at most 1000 bytes",
				"x".repeat(1001));
	}

	/** Before: without numbers, so that a client could not know how much to leave out. */
	@Test
	void promptThatCannotBeSentHasAnEstimateOfItsTokens() {
		assertThatExceptionOfType(ContextExceededException.class)
			.isThrownBy(() -> fit(NEVER_ASKED, 1, "x".repeat(1001)))
			.satisfies((ex) -> assertThat(ex.promptTokens()).isEqualTo(251))
			.satisfies((ex) -> assertThat(ex.maximum()).isEqualTo(80));
		AnswerSpace unknown = new AnswerSpace("any", GenerationLimits.ofBody(1000), NEVER_ASKED);
		assertThatExceptionOfType(ContextExceededException.class)
			.isThrownBy(() -> unknown.fit(1, List.of("x".repeat(1001))))
			.satisfies((ex) -> assertThat(ex.maximum()).isEqualTo(250));
	}

	@Test
	void nothingIsFittedWhereNoLimitIsKnown() {
		AnswerSpace space = new AnswerSpace("any", GenerationLimits.UNKNOWN, NEVER_ASKED);
		assertThat(space.fit(1_000_000, List.of("x".repeat(10_000)))).isEqualTo(1_000_000);
	}

	private static void assertRefused(Function<List<String>, OptionalLong> counter, String message, String text) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> fit(counter, 1, text))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED));
	}

}
