package io.github.shimmy4j.engine.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MarksTests {

	private final Marks marks = new Marks(List.of("<|im_end|>", "<|im", "abcde", "bc", "a🎉", "🎉", "x"));

	@Test
	void cutsAreInsideOfMarks() {
		assertThat(this.marks.cuts("no <|mark|>")).isEmpty();
		assertThat(this.marks.cuts("a <|im_end|>")).containsExactly(5);
		assertThat(this.marks.cuts("abcde")).containsExactly(2);
	}

	@Test
	void cutsSplitNoCharacter() {
		assertThat(this.marks.cuts("a🎉")).containsExactly(1);
	}

	@Test
	void markOfOneCharacterCannotBeCut() {
		assertThat(this.marks.cuts("x🎉x")).isEmpty();
	}

	@Test
	void startsAreThoseOfTheLongestMarks() {
		assertThat(this.marks.starts("<|im_end|>abcde <|im").stream()).containsExactly(0, 10, 16);
	}

	/** Whatever the marks, and however they overlap. */
	@Test
	void noPieceHasAMark() {
		Random random = new Random(13);
		for (int round = 0; round < 2000; round++) {
			List<String> some = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				some.add(letters(random, 2 + random.nextInt(4)));
			}
			String text = letters(random, 30);
			int from = 0;
			List<Integer> cuts = new Marks(some).cuts(text);
			for (int i = 0; i <= cuts.size(); i++) {
				int to = (i < cuts.size()) ? cuts.get(i) : text.length();
				assertThat(text.substring(from, to)).as("%s in %s", some, text).doesNotContain(some);
				from = to;
			}
		}
	}

	private static String letters(Random random, int length) {
		return random.ints(length, 'a', 'd')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
