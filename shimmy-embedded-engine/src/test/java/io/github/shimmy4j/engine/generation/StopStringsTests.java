package io.github.shimmy4j.engine.generation;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

class StopStringsTests {

	@Test
	void passHoldsBackOnlyAPossibleBeginning() {
		StopStrings stops = new StopStrings(List.of("END", "over"));
		assertThat(stops.pass("the E")).isEqualTo("the ");
		assertThat(stops.pass("N")).isEmpty();
		assertThat(stops.pass("T")).isEqualTo("ENT");
		assertThat(stops.pass(" ov")).isEqualTo(" ");
		assertThat(stops.found()).isNull();
		assertThat(stops.rest()).isEqualTo("ov");
	}

	@Test
	void passEndsBeforeTheFirstOfSeveral() {
		StopStrings stops = new StopStrings(List.of("two", "one"));
		assertThat(stops.pass("zero one two")).isEqualTo("zero ");
		assertThat(stops.found()).isEqualTo("one");
		assertThat(stops.pass("three")).isEmpty();
		assertThat(stops.rest()).isEmpty();
	}

	@Test
	void passWithoutStopStringsPassesAll() {
		StopStrings stops = new StopStrings(List.of(""));
		assertThat(stops.pass("anything")).isEqualTo("anything");
		assertThat(stops.found()).isNull();
	}

	@Test
	void passGivesTheSameHoweverTheTextIsCut() {
		Random random = new Random(7);
		for (int round = 0; round < 2000; round++) {
			String text = letters(random, 12);
			String stop = letters(random, 1 + random.nextInt(3));
			int at = text.indexOf(stop);
			String expected = (at < 0) ? text : text.substring(0, at);
			assertThat(cut(text, List.of(stop), random)).as("%s until %s", text, stop).isEqualTo(expected);
		}
	}

	/** Issue 13: the time grew with the square of the held text. */
	@Test
	@Timeout(20)
	void passOfALongBeginningTakesTimeInProportion() {
		StopStrings stops = new StopStrings(List.of("a".repeat(200_000) + "b"));
		for (int i = 0; i < 199_999; i++) {
			assertThat(stops.pass("a")).isEmpty();
		}
		assertThat(stops.pass("c")).hasSize(200_000);
	}

	@Test
	void passGivesTheSameForSeveralHoweverTheTextIsCut() {
		Random random = new Random(8);
		for (int round = 0; round < 2000; round++) {
			String text = letters(random, 16);
			List<String> some = List.of(letters(random, 2), letters(random, 3), letters(random, 4));
			assertThat(cut(text, some, random)).as("%s until %s", text, some)
				.isEqualTo(new StopStrings(some).pass(text) + rest(text, some));
		}
	}

	private static String rest(String text, List<String> some) {
		StopStrings stops = new StopStrings(some);
		stops.pass(text);
		return stops.rest();
	}

	private static String cut(String text, List<String> some, Random random) {
		StopStrings stops = new StopStrings(some);
		StringBuilder passed = new StringBuilder();
		int from = 0;
		while (from < text.length() && stops.found() == null) {
			int to = Math.min(text.length(), from + 1 + random.nextInt(3));
			passed.append(stops.pass(text.substring(from, to)));
			from = to;
		}
		return passed.append(stops.rest()).toString();
	}

	private static String letters(Random random, int length) {
		return random.ints(length, 'a', 'c')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
