package io.github.shimmy4j.protocol.responses;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.shimmy4j.protocol.conversation.Answer;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerReader;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers of a server of OpenAI's older protocol keep their thinking, text, calls, end
 * and usage, whatever a client reads of a response: its document, its events, or the
 * deltas alone.
 */
@PropertyDefaults(tries = 200, edgeCases = EdgeCasesMode.NONE)
class ResponsesAnswerPropertyTests {

	private static final String SEED = "20261202";

	@Provide
	Arbitrary<Answer> answers() {
		return Answer.all();
	}

	/** The response to what a server has sent. */
	private static String written(boolean stream, String sent) {
		ResponsesRequest request = ResponsesRequestTests.read("{'input':'a','stream':%s}".formatted(stream));
		ResponsesAnswer answer = new ResponsesAnswer(request, "0a", "m", InstantSource.fixed(Instant.EPOCH),
				(response) -> {
				});
		AnswerForm form = new AnswerForm("0a", new ModelName("wire", "m"), answer, AnswerTranslation.NONE);
		AnswerReader server = new AnswerReader(form);
		server.read(ByteBuffer.wrap(sent.getBytes(StandardCharsets.UTF_8)));
		server.end();
		return form.take();
	}

	private static List<JsonNode> events(String sent) {
		List<JsonNode> events = new ArrayList<>();
		written(true, sent).lines()
			.filter((line) -> line.startsWith("data: "))
			.forEach((line) -> events.add(JsonMapper.shared().readTree(line.substring("data: ".length()))));
		return events;
	}

	private static Answer answer(JsonNode response) {
		StringBuilder thinking = new StringBuilder();
		StringBuilder text = new StringBuilder();
		List<Answer.Call> calls = new ArrayList<>();
		for (JsonNode item : response.path("output")) {
			switch (item.path("type").asString()) {
				case "reasoning" -> thinking.append(item.at("/content/0/text").asString());
				case "message" -> text.append(item.at("/content/0/text").asString());
				default -> calls.add(new Answer.Call(item.path("call_id").asString(), item.path("name").asString(),
						item.path("arguments").asString()));
			}
		}
		JsonNode usage = response.path("usage");
		boolean filtered = response.at("/incomplete_details/reason").asString("").equals("content_filter");
		assertThat(response.path("status").asString()).isEqualTo(filtered ? "incomplete" : "completed");
		Reason reason = filtered ? Reason.FILTERED : calls.isEmpty() ? Reason.STOP : Reason.TOOL_CALLS;
		return new Answer(thinking.toString(), text.toString(), calls, new Delta.Ended(reason),
				new Delta.Usage(usage.path("input_tokens").asLong(), usage.path("output_tokens").asLong(),
						usage.at("/input_tokens_details/cached_tokens").asLong()));
	}

	/** As far as a response can tell it: not at which text an answer has ended. */
	private static Answer told(Answer given) {
		return new Answer(given.thinking(), given.text(), given.calls(), new Delta.Ended(given.ended().reason()),
				given.usage());
	}

	/**
	 * Each item by its place, as a client that reads only additions and deltas joins it.
	 */
	private static Map<Integer, String> joined(List<JsonNode> events) {
		Map<Integer, String> joined = new TreeMap<>();
		for (JsonNode event : events) {
			if (event.path("type").asString().endsWith(".delta")) {
				joined.merge(event.path("output_index").asInt(), event.path("delta").asString(), String::concat);
			}
		}
		return joined;
	}

	private static List<String> said(JsonNode output) {
		List<String> said = new ArrayList<>();
		for (JsonNode item : output) {
			said.add(item.has("arguments") ? item.path("arguments").asString() : item.at("/content/0/text").asString());
		}
		return said;
	}

	@Property(seed = SEED)
	void streamComesBackFromEventsAndDocument(@ForAll("answers") Answer given) {
		check(given, given.events());
	}

	@Property(seed = SEED)
	void documentComesBackFromEventsAndDocument(@ForAll("answers") Answer given) {
		check(given, given.document());
	}

	private static void check(Answer given, String sent) {
		JsonNode document = JsonMapper.shared().readTree(written(false, sent));
		assertThat(answer(document)).isEqualTo(told(given));
		List<JsonNode> events = events(sent);
		for (int number = 0; number < events.size(); number++) {
			assertThat(events.get(number).path("sequence_number").asInt(-1)).isEqualTo(number);
		}
		JsonNode response = events.get(events.size() - 1).path("response");
		assertThat(response).isEqualTo(document);
		assertThat(joined(events).values()).containsExactlyElementsOf(said(response.path("output")));
		assertThat(done(events)).isEqualTo(items(response));
	}

	/** The items as Codex reads them, which needs no other event but the last one. */
	private static Map<Integer, JsonNode> done(List<JsonNode> events) {
		Map<Integer, JsonNode> done = new TreeMap<>();
		for (JsonNode event : events) {
			if (event.path("type").asString().equals("response.output_item.done")) {
				assertThat(done.put(event.path("output_index").asInt(), event.path("item"))).isNull();
			}
		}
		return done;
	}

	private static Map<Integer, JsonNode> items(JsonNode response) {
		Map<Integer, JsonNode> items = new TreeMap<>();
		for (JsonNode item : response.path("output")) {
			items.put(items.size(), item);
		}
		return items;
	}

}
