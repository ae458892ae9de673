package io.github.shimmy4j.protocol.tool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerReader;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link CallTranslation}, through the reader of answers. */
class CallTranslationTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final ModelName MODEL = new ModelName("wire", "tiny");

	private static final Completion.Head HEAD = new Completion.Head("chatcmpl-1", 7, "wire", null);

	private static final String CALLS = "{\"tool_calls\":[{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Größe 🙂\"}},"
			+ "{\"name\":\"now\",\"arguments\":{}}]}";

	private static final String ANSWERED = "{\"answer\":\"It is 21\\u00b0 in \\\"Paris\\\" 🙂\"}";

	private final AtomicInteger calls = new AtomicInteger();

	private final Supplier<String> ids = () -> "call_" + this.calls.incrementAndGet();

	private CallTranslation translation() {
		this.calls.set(0);
		return new CallTranslation(false, this.ids);
	}

	/** An answer as events of a server, in pieces of one length. */
	private static String events(String answer, int length, FinishReason reason) {
		StringBuilder events = new StringBuilder();
		events.append(HEAD.chunk(0, JSON.createObjectNode().put("role", "assistant").putNull("content"), null).event());
		int[] characters = answer.codePoints().toArray();
		for (int at = 0; at < characters.length; at += length) {
			String piece = new String(characters, at, Math.min(length, characters.length - at));
			events.append(HEAD.chunk(0, JSON.createObjectNode().put("content", piece), null).event());
		}
		events.append(HEAD.chunk(0, JSON.createObjectNode(), reason).event());
		events.append(HEAD.usage(JSON.createObjectNode().put("prompt_tokens", 3).put("completion_tokens", 4)).event());
		return events.append(Completion.Chunk.END_EVENT).toString();
	}

	private String delivered(String body, boolean stream) {
		AnswerForm form = new AnswerForm("1", MODEL, stream, translation());
		AnswerReader reader = new AnswerReader(form);
		reader.read(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
		reader.end();
		assertThat(reader.takeDone()).isTrue();
		return form.take();
	}

	private static List<JsonNode> chunks(String events) {
		List<JsonNode> chunks = new ArrayList<>();
		events.lines()
			.filter((line) -> line.startsWith("data: {"))
			.forEach((line) -> chunks.add(JSON.readTree(line.substring(6))));
		return chunks;
	}

	@ParameterizedTest
	@CsvSource({ "1", "2", "3", "7", "1000" })
	void callsAreTheSameHoweverTheyArrive(int length) {
		JsonNode whole = JSON.readTree(delivered(events(CALLS, length, FinishReason.STOP), false));
		assertCalls(whole);
		assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(4);
	}

	@Test
	void callsOfAWholeAnswer() {
		String body = HEAD.whole(CALLS, FinishReason.STOP, Completion.Usage.UNKNOWN).text();
		assertCalls(JSON.readTree(delivered(body, false)));
		// The same as a stream, for a client that wants one.
		List<JsonNode> chunks = chunks(delivered(body, true));
		assertThat(chunks.get(0).at("/choices/0/delta/tool_calls")).hasSize(2);
		assertThat(chunks.get(0).at("/choices/0/delta/tool_calls/1/index").asInt()).isEqualTo(1);
		assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
	}

	private static void assertCalls(JsonNode whole) {
		JsonNode message = whole.at("/choices/0/message");
		assertThat(whole.at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
		assertThat(message.path("content").asString("")).isEmpty();
		assertThat(message.path("tool_calls")).isEqualTo(JSON.readTree("""
				[{"id":"call_1","type":"function","index":0,
				"function":{"name":"get_weather","arguments":"{\\"city\\":\\"Größe 🙂\\"}"}},
				{"id":"call_2","type":"function","index":1,"function":{"name":"now","arguments":"{}"}}]"""));
	}

	@Test
	void callsStreamWithIndexAndArgumentsInPieces() {
		List<JsonNode> chunks = chunks(delivered(events(CALLS, 5, FinishReason.STOP), true));
		assertThat(chunks.get(0).at("/choices/0/delta/role").asString()).isEqualTo("assistant");
		assertThat(chunks.get(1).at("/choices/0/delta").toString())
			.isEqualTo("{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
					+ "\"function\":{\"name\":\"get_weather\",\"arguments\":\"\"}}]}");
		StringBuilder second = new StringBuilder();
		for (JsonNode chunk : chunks) {
			for (JsonNode call : chunk.at("/choices/0/delta/tool_calls")) {
				if (call.path("index").asInt() == 1) {
					second.append(call.at("/function/arguments").asString());
				}
			}
			assertThat(chunk.at("/choices/0/delta/content").asString("")).isEmpty();
		}
		assertThat(second).hasToString("{}");
		JsonNode last = chunks.get(chunks.size() - 2);
		assertThat(last.at("/choices/0").toString())
			.isEqualTo("{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}");
	}

	@ParameterizedTest
	@CsvSource({ "1", "2", "5", "1000" })
	void textStreamsAsText(int length) {
		List<JsonNode> chunks = chunks(delivered(events(ANSWERED, length, FinishReason.STOP), true));
		StringBuilder text = new StringBuilder();
		chunks.forEach((chunk) -> text.append(chunk.at("/choices/0/delta/content").asString("")));
		assertThat(text).hasToString("It is 21° in \"Paris\" 🙂");
		assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		if (length == 1) {
			// Each character alone, and nothing for the characters around the text.
			assertThat(chunks).hasSize(text.codePointCount(0, text.length()) + 3);
		}
	}

	@Test
	void otherPartsOfAnAnswerStay() {
		ObjectNode delta = JSON.createObjectNode().put("reasoning_content", "Hm");
		String thinking = HEAD.chunk(0, delta, null).event();
		assertThat(delivered(thinking + events(ANSWERED, 9, FinishReason.STOP), true))
			.contains("\"reasoning_content\":\"Hm\"");
	}

	@Test
	void cutAnswerKeepsItsReason() {
		JsonNode text = JSON.readTree(delivered(events("{\"answer\":\"It is", 3, FinishReason.LENGTH), false));
		assertThat(text.at("/choices/0/message/content").asString()).isEqualTo("It is");
		assertThat(text.at("/choices/0/finish_reason").asString()).isEqualTo("length");
		JsonNode call = JSON.readTree(delivered(
				events("{\"tool_calls\":[{\"name\":\"a\",\"arguments\":{\"x", 3, FinishReason.LENGTH), false));
		assertThat(call.at("/choices/0/message/tool_calls/0/function/arguments").asString()).isEqualTo("{\"x");
		assertThat(call.at("/choices/0/finish_reason").asString()).isEqualTo("length");
	}

	@Test
	void answerOfAServerThatIgnoresTheSchemaFails() {
		assertThatExceptionOfType(InvalidAnswerException.class)
			.isThrownBy(() -> delivered(events("Hello", 2, FinishReason.STOP), true))
			.withMessageContaining("'H' in place of '{'");
	}

	@Test
	void eachChoiceHasItsOwnCalls() {
		String body = HEAD.chunk(0, JSON.createObjectNode().put("content", "{\"answer\":\"a"), null).event()
				+ HEAD.chunk(1, JSON.createObjectNode().put("content", CALLS), FinishReason.STOP).event()
				+ HEAD.chunk(0, JSON.createObjectNode().put("content", "b\"}"), FinishReason.STOP).event()
				+ Completion.Chunk.END_EVENT;
		JsonNode whole = JSON.readTree(delivered(body, false));
		assertThat(whole.at("/choices/0/message/content").asString()).isEqualTo("ab");
		assertThat(whole.at("/choices/1/message/tool_calls")).hasSize(2);
	}

}
