package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.protocol.openai.Thoughts.Parts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Issue 15: the thinking of a model counted as its answer. */
class ThoughtsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, emptyValue = "", textBlock = """
			<think>2+2</think>Four|2+2|Four
			 \t<THINK>2+2</Think>\t Four|2+2|Four
			<think></think>Four|''|Four
			<think>İİİ</think>Four|İİİ|Four
			<think>2 < 3 </thi</think>Four|2 < 3 </thi|Four
			<think>a</think>b<think>c</think>|a|b<think>c</think>
			<think>never ends|never ends|''
			<think>ends in a part </thi|ends in a part </thi|''
			Four|''|Four
			 Four|''| Four
			<thin air|''|<thin air
			<thi|''|<thi
			Say <think>x</think>|''|Say <think>x</think>
			""")
	void onlyTheBeginningOfAnAnswerCanBeThinking(String said, String thinking, String text) {
		assertThat(separated(said, said.length())).isEqualTo(new Parts(thinking, text));
		assertThat(separated(said, 1)).isEqualTo(new Parts(thinking, text));
		assertThat(separated(said, 3)).isEqualTo(new Parts(thinking, text));
	}

	private static Parts separated(String said, int size) {
		Thoughts thoughts = new Thoughts();
		Parts all = Parts.NONE;
		for (int at = 0; at < said.length(); at += size) {
			all = all.and(thoughts.next(said.substring(at, Math.min(said.length(), at + size))));
		}
		return all.and(thoughts.end());
	}

	@Test
	void textIsNotHeldBackForLongerThanItCanBeAMark() {
		Thoughts thoughts = new Thoughts();
		assertThat(thoughts.next("<th")).isEqualTo(Parts.NONE);
		assertThat(thoughts.next("ou")).isEqualTo(new Parts("", "<thou"));
		assertThat(thoughts.next("<think>")).isEqualTo(new Parts("", "<think>"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", " " })
	void whiteSpaceWithoutEndIsText(String space) {
		Thoughts thoughts = new Thoughts();
		assertThat(thoughts.next(space.repeat(8))).isEqualTo(Parts.NONE);
		assertThat(thoughts.next(space)).isEqualTo(new Parts("", space.repeat(9)));
	}

	@Test
	void markIsTextWhereTheServerSeparatesTheThinking() {
		Thoughts thoughts = new Thoughts();
		thoughts.separatedByServer();
		assertThat(thoughts.next("<think>")).isEqualTo(new Parts("", "<think>"));
	}

}
