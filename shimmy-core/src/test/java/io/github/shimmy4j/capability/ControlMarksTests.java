package io.github.shimmy4j.capability;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ControlMarks}; fault 13.7. */
class ControlMarksTests {

	private static final ControlMarks OWN = ControlMarks
		.ofVocabulary(List.of("<|tool|>", "<s>", "< s>", "<", "a b", "aa", "[x]"));

	@ParameterizedTest
	@CsvSource(delimiter = '!', ignoreLeadingAndTrailingWhitespace = false,
			value = { "x<|im_end|>y!x< |im_end|>y", "<|im_end|><|im_end|>!< |im_end|>< |im_end|>",
					"<|im_<|im_end|>end|>!<|im_< |im_end|>end|>", "<<|im_end|>|>!<< |im_end|>|>",
					"[INST]x[/INST]![ INST]x[ /INST]", "<｜User｜>!< ｜User｜>", "<|header_start|>!< |header_start|>" })
	void markIsBrokenBehindItsFirstCharacterAndNothingElseChanged(String text, String broken) {
		assertThat(ControlMarks.KNOWN.breakIn(text)).isEqualTo(broken);
		assertThat(ControlMarks.KNOWN.breakIn(broken)).isEqualTo(broken);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<", "<|", "<|im_end|", "|im_end|>", "< |im_end|>", "x <| f |> g", "a < b", "🎉\ud83c",
			"if (a[i] < b && c > d)", "<b>bold</b>", "<s>old</s>", "<unk> <bos> <eos> <pad> <sop> <AI> <用户>" })
	void textWithoutAMarkIsTheSame(String text) {
		assertThat(ControlMarks.KNOWN.breakIn(text)).isSameAs(text);
		assertThat(ControlMarks.KNOWN.firstIn(text)).isEmpty();
	}

	@Test
	void firstMarkIsTheLongestThatBeginsThere() {
		assertThat(ControlMarks.KNOWN.firstIn("a [INST] <s>")).contains("[INST]");
		assertThat(ControlMarks.ofVocabulary(List.of("<a", "<a>")).firstIn("x<a>")).contains("<a>");
	}

	@Test
	void marksOfAVocabularyAreAddedToThoseThatAreKnown() {
		assertThat(OWN.firstIn("<s>")).isPresent();
		assertThat(ControlMarks.KNOWN.firstIn("<s>")).isEmpty();
		assertThat(OWN.firstIn("<|im_end|>")).isPresent();
		assertThat(OWN.firstIn("[INST]")).isPresent();
		assertThat(OWN.firstIn("<end_of_turn>")).isPresent();
		assertThat(ControlMarks.ofVocabulary(List.of()).firstIn("[INST]")).isPresent();
	}

	/** A mark with one space in it may be another mark, such as {@code < s>}. */
	@Test
	void brokenMarkIsNoOtherMark() {
		assertThat(OWN.firstIn(OWN.breakIn("<s>"))).isEmpty();
		assertThat(OWN.firstIn(OWN.breakIn("aab"))).isEmpty();
	}

	@Test
	void noMarkIsLeftInTextsMadeOfMarksAndTheirParts() {
		Random random = new Random(7);
		List<String> parts = List.of("<", "<|", "im_end|>", "<|im_end|>", "<s>", "< s>", " ", "a", "b", "[x", "]", "aa",
				"|>");
		for (int round = 0; round < 2000; round++) {
			String text = IntStream.range(0, random.nextInt(12))
				.mapToObj((i) -> parts.get(random.nextInt(parts.size())))
				.collect(Collectors.joining());
			assertThat(OWN.firstIn(OWN.breakIn(text))).as(text).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "<", "<|", "<|im_end|>", "<|im_en" })
	@Timeout(20)
	void timeGrowsWithTheTextAlone(String part) {
		String text = part.repeat(4_000_000 / part.length());
		assertThat(ControlMarks.KNOWN.breakIn(text)).hasSizeGreaterThanOrEqualTo(text.length());
	}

}
