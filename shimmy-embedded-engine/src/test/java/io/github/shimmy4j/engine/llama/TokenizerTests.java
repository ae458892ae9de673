package io.github.shimmy4j.engine.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.gguf.GgufVocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** With an encoder that makes a token of each character. */
class TokenizerTests {

	private static final BooleanSupplier WANTED = () -> true;

	private final List<String> pieces = new ArrayList<>();

	private GgufVocabulary vocabulary = vocabulary(0, false);

	@Test
	void promptHasTheTokensThatTheModelAdds() {
		assertThat(prompt(100, "ab", "c").ids()).containsExactly(1, 'a', 'b', 'c', 2);
		assertThat(prompt(100).ids()).containsExactly(1, 2);
		assertThat(prompt(100, "").ids()).containsExactly(1, 2);
	}

	@Test
	void countLeavesThemOut() {
		assertThat(tokenizer().count("ab<end>")).isEqualTo(7);
		assertThat(this.pieces).containsExactly("ab<end", ">");
	}

	@Test
	void longTextIsCutBeforeMarks() {
		String text = ("<end>" + "x".repeat(95)).repeat(100);
		assertThat(prompt(20_000, text).tokens()).isEqualTo(text.length() + 2);
		assertThat(this.pieces).hasSize(3)
			.allMatch((piece) -> piece.startsWith("<end>") && piece.length() <= Tokenizer.PIECE);
	}

	/** Some marks include the spaces before them. */
	@Test
	void longTextIsNotCutBetweenASpaceAndAMark() {
		String text = (" <end>" + "x".repeat(94) + "<end>").repeat(100);
		prompt(20_000, text);
		assertThat(this.pieces).allMatch((piece) -> piece.startsWith("<end>") || text.startsWith(piece));
	}

	@Test
	void longTextWithoutMarksIsCutBeforeLines() {
		String text = "A line.\n  indented\n\nand after an empty one\n".repeat(300);
		prompt(20_000, text);
		assertThat(String.join("", this.pieces)).isEqualTo(text);
		assertThat(this.pieces).hasSizeGreaterThan(2).allMatch((piece) -> piece.startsWith("A line."));
	}

	@Test
	void longTextWithoutAnyPlaceToCutIsCutBetweenCharacters() {
		prompt(1_000_000, "x" + "🎉".repeat(50_000));
		assertThat(this.pieces).hasSize(2).noneMatch((piece) -> Character.isLowSurrogate(piece.charAt(0)));
	}

	/** Issue 13: of 30,000 messages all were counted, and the client had left. */
	@Test
	void countingEndsWhenThePromptCannotFit() {
		Prompt prompt = prompt(1000, ("<end>" + "x".repeat(95)).repeat(1000));
		assertThat(prompt.isWhole()).isFalse();
		assertThat(prompt.tokens()).isBetween(1001, 1000 + Tokenizer.PIECE);
		assertThat(this.pieces).hasSize(1);
	}

	@Test
	void nothingIsCountedIfTheLengthShowsThatItCannotFit() {
		this.vocabulary = vocabulary(10, false);
		assertThat(prompt(1000, "x".repeat(10_001))).usingRecursiveComparison().isEqualTo(Prompt.tooLong(1001));
		assertThat(this.pieces).isEmpty();
		assertThat(prompt(20_000, "x".repeat(10_000)).isWhole()).isTrue();
	}

	@Test
	void countingEndsWhenNobodyWantsItAnyMore() {
		AtomicInteger asked = new AtomicInteger();
		assertThatExceptionOfType(CancellationException.class)
			.isThrownBy(() -> tokenizer().prompt(List.of("a", "b", "c"), 100, () -> asked.incrementAndGet() < 3));
		assertThat(this.pieces).containsExactly("a", "b");
	}

	@Test
	void spaceThatAModelPutsBeforeTextsComesOnce() {
		this.vocabulary = vocabulary(0, true);
		assertThat(prompt(100, "a<e", "nd>", "<end>", "b").ids()).containsExactly(1, ' ', 'a', '<', 'e', 'n', 'd', '>',
				' ', '<', 'e', 'n', 'd', '>', 'b', 2);
	}

	@Test
	@Timeout(20)
	void marksWithoutEndTakeTimeInProportion() {
		String text = "<en".repeat(500_000);
		assertThat(tokenizer().plain(text)).containsExactly(text);
		assertThat(tokenizer().plain("<end>".repeat(200_000))).hasSize(200_001);
	}

	private Prompt prompt(int most, String... texts) {
		return tokenizer().prompt(List.of(texts), most, WANTED);
	}

	private Tokenizer tokenizer() {
		return new Tokenizer((piece) -> {
			this.pieces.add(piece);
			return (this.vocabulary.spacePrefix() ? " " + piece : piece).chars().toArray();
		}, this.vocabulary);
	}

	private static GgufVocabulary vocabulary(int longest, boolean spacePrefix) {
		return new GgufVocabulary(Set.of("<end>", "<start>"), List.of(1), List.of(2), longest, spacePrefix);
	}

}
