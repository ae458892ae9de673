package io.github.shimmy4j.text;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link TextTree}. */
class TextTreeTests {

	private final TextTree tree = new TextTree(List.of("ab", "abcd", "bc", "c", "🎉x"));

	@ParameterizedTest
	@CsvSource({ "abcd,0,2,4", "abc,0,2,2", "abcd,1,2,2", "abcd,2,1,1", "abcd,3,0,0", "a,0,0,0", "'',0,0,0",
			"xab,1,2,2", "🎉x,0,3,3", "🎉x,1,0,0", "🎉,0,0,0" })
	void shortestAndLongestAreThoseThatBeginThere(String in, int from, int shortest, int longest) {
		assertThat(this.tree.shortestAt(in, from)).isEqualTo(shortest);
		assertThat(this.tree.longestAt(in, from)).isEqualTo(longest);
	}

	@ParameterizedTest
	@CsvSource({ "abcd,0,0", "abcd,1,1", "a cab,0,2", "🎉🎉x,0,2", "a🎉x,1,1", "xyz,0,-1", "'',0,-1", "ab,2,-1" })
	void nextIsTheFirstPlaceAtWhichAnyOfThemBegins(String in, int from, int place) {
		assertThat(this.tree.nextIn(in, from)).isEqualTo(place);
	}

	@Test
	void treeOfNothingFindsNothing() {
		assertThat(new TextTree(List.of()).longestAt("a", 0)).isZero();
	}

}
