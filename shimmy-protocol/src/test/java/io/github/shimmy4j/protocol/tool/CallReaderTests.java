package io.github.shimmy4j.protocol.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link CallReader}. Every answer is read in every way of splitting it. */
class CallReaderTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{\"answer\":\"Hello\"}|Hello",
			"` { \t\"answer\" : \"Hello\" } `|Hello",
			"{\"answer\":\"a \\\"quoted\\\" \\\\ \\/ b\"}|a \"quoted\" \\ / b",
			"{\"answer\":\"{\\\"tool_calls\\\":[{\\\"name\\\":\\\"x\\\"}]}\"}|{\"tool_calls\":[{\"name\":\"x\"}]}",
			"{\"answer\":\"}]}{[\"}|}]}{[", "{\"answer\":\"\\u00e9\\u20AC\"}|é€",
			"{\"answer\":\"\\ud83d\\ude42!\"}|🙂!", "{\"answer\":\"🙂 안녕\"}|🙂 안녕",
			"{\"ans\\u0077er\":\"Hello\"}|Hello" })
	void textIsTheValueOfTheString(String answer, String text) {
		everyWayToSplit(answer, false, (calls) -> {
			assertThat(calls.text()).isEqualTo(text);
			assertThat(calls.names).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"city\":\"Paris\"}", "{ \"a\" : [ {\"b\":\"}]\\\"\"}, -1.5e3, null ] }", "{}", "[]",
			"\"}\\\\\"", "true", "-0.5", "{\"é🙂\":\"\\ud83d\"}" })
	void argumentsAreTheJsonAsItIsWritten(String arguments) {
		everyWayToSplit("{\"tool_calls\":[{\"name\":\"get\",\"arguments\":" + arguments + "}]}", false, (calls) -> {
			assertThat(calls.names).containsExactly("get");
			assertThat(calls.arguments(0)).isEqualTo(arguments);
			assertThat(calls.text()).isEmpty();
		});
	}

	@Test
	void severalCallsHaveTheirIndexes() {
		everyWayToSplit("""
				{ "tool_calls" : [ { "name" : "a", "arguments" : {"x":1} } ,
				{"name":"b_2","arguments":{}} , {"name":"a","arguments":{"x":[2]}}] }""", false, (calls) -> {
			assertThat(calls.names).containsExactly("a", "b_2", "a");
			assertThat(calls.arguments(0)).isEqualTo("{\"x\":1}");
			assertThat(calls.arguments(1)).isEqualTo("{}");
			assertThat(calls.arguments(2)).isEqualTo("{\"x\":[2]}");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":\"}\"}", "[1,\"]\"]", "12.5", "\"x\"", "null" })
	void structuredAnswerIsItsJson(String json) {
		everyWayToSplit("{\"answer\": " + json + " }", true, (calls) -> assertThat(calls.text()).isEqualTo(json));
	}

	@Test
	void textIsPassedOnWithEachPieceAndNeverEndsInsideACharacter() {
		Found found = new Found();
		CallReader reader = new CallReader(false, found);
		List.of("{\"ans", "wer\":\"", "Hel", "lo \\", "ud83d", "\\ude", "42 \uD83D", "\uDE42", "\"}")
			.forEach(reader::read);
		reader.end(false);
		assertThat(found.texts).containsExactly("Hel", "lo ", "🙂 ", "🙂");
	}

	@Test
	void argumentsArePassedOnWithEachPiece() {
		Found found = new Found();
		CallReader reader = new CallReader(false, found);
		List.of("{\"tool_calls\":[{\"name\":\"g", "et\",\"arguments\":{", "\"a\":", "1}", "}]}").forEach(reader::read);
		reader.end(false);
		assertThat(found.pieces.get(0)).containsExactly("{", "\"a\":", "1}");
		assertThat(reader.hasCalls()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{\"answer\":\"Hel", "{\"answer\":\"Hel\"", "{\"tool_calls\":[",
			"{\"tool_calls\":[{\"name\":\"a\",\"arguments\":{\"x\"" })
	void endInTheMiddleIsAFaultUnlessTheAnswerWasCut(String answer) {
		CallReader cut = new CallReader(false, new Found());
		cut.read(answer);
		cut.end(true);
		CallReader ended = new CallReader(false, new Found());
		ended.read(answer);
		assertThatExceptionOfType(InvalidAnswerException.class).isThrownBy(() -> ended.end(false));
	}

	@Test
	void cutAnswerHasWhatWasRead() {
		Found found = new Found();
		CallReader reader = new CallReader(false, found);
		reader.read("{\"answer\":\"Hello wor\\u00");
		reader.end(true);
		assertThat(found.text()).isEqualTo("Hello wor");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Hello", "[]", "{}", "{\"other\":1}", "{\"answer\":7}", "{\"answer\":\"\\x\"}",
			"{\"answer\":\"\\u00g0\"}", "{\"answer\":\"\\u００００\"}", "{\"answer\":\"a\"}}", "{\"answer\":\"a\"} b",
			"{\"answer\":\"a\",\"tool_calls\":[]}", "{\"tool_calls\":{}}", "{\"tool_calls\":[]}",
			"{\"tool_calls\":[{\"arguments\":{}}]}", "{\"tool_calls\":[{\"name\":7}]}",
			"{\"tool_calls\":[{\"name\":\"a\",\"name\":\"b\"}]}", "{\"tool_calls\":[{\"name\":\"a\"}]}",
			"{\"tool_calls\":[{\"name\":\"a\",\"arguments\":]", "{\"tool_calls\":[{\"answer\":\"a\"}]}",
			"{\"tool_calls\":[{\"name\":\"a\",\"arguments\":{}}{" })
	void answerOfAnotherFormIsAFault(String answer) {
		CallReader reader = new CallReader(false, new Found());
		assertThatExceptionOfType(InvalidAnswerException.class).isThrownBy(() -> {
			reader.read(answer);
			reader.end(false);
		}).withMessageContaining("schema");
	}

	private static void everyWayToSplit(String answer, boolean structured, Consumer<Found> check) {
		for (int first = 0; first <= answer.length(); first++) {
			for (int second = first; second <= answer.length(); second++) {
				Found found = new Found();
				CallReader reader = new CallReader(structured, found);
				reader.read(answer.substring(0, first));
				reader.read(answer.substring(first, second));
				reader.read(answer.substring(second));
				reader.end(false);
				check.accept(found);
			}
		}
		Found each = new Found();
		CallReader reader = new CallReader(structured, each);
		answer.chars().forEach((c) -> reader.read(Character.toString((char) c)));
		reader.end(false);
		check.accept(each);
	}

	private static final class Found implements CallReader.Calls {

		private final List<String> texts = new ArrayList<>();

		private final List<String> names = new ArrayList<>();

		private final List<List<String>> pieces = new ArrayList<>();

		@Override
		public void text(String piece) {
			assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isFalse();
			this.texts.add(piece);
		}

		@Override
		public void call(int index, String name) {
			assertThat(index).isEqualTo(this.names.size());
			this.names.add(name);
			this.pieces.add(new ArrayList<>());
		}

		@Override
		public void arguments(int index, String piece) {
			this.pieces.get(index).add(piece);
		}

		String text() {
			return String.join("", this.texts);
		}

		String arguments(int index) {
			return String.join("", this.pieces.get(index));
		}

	}

}
