package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.conversation.ThinkingSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Answers as Claude's documents and events. */
class ClaudeAnswerTests {

	private static final Delta.Usage USAGE = new Delta.Usage(100, 7, 60L);

	private static AnswerRules rules(boolean stream) {
		return new AnswerRules(50, List.of("END"), AnswerFormat.TEXT, ThinkingMode.UNSET, stream);
	}

	static String written(boolean stream, List<Delta> deltas) {
		ClaudeAnswer answer = new ClaudeAnswer("0a-1b", "m", rules(stream));
		StringBuilder text = new StringBuilder(stream ? ClaudeAnswer.start("0a-1b", "m", 100) : "");
		deltas.forEach((delta) -> text.append(answer.delta(delta)));
		return text.append(answer.end()).toString();
	}

	static List<JsonNode> events(String stream) {
		List<JsonNode> events = new ArrayList<>();
		for (String event : stream.split("\n\n")) {
			String[] lines = event.split("\n");
			JsonNode data = JsonMapper.shared().readTree(lines[1].substring("data: ".length()));
			assertThat(lines).hasSize(2);
			assertThat(lines[0]).isEqualTo("event: " + data.path("type").asString());
			events.add(data);
		}
		return events;
	}

	private static JsonNode document(Delta... deltas) {
		return JsonMapper.shared().readTree(written(false, List.of(deltas)));
	}

	@Test
	void documentHasEveryFieldOfTheStrictTypes() {
		assertThat(document(new Delta.Text("Hi"), new Delta.Ended(Reason.STOP), USAGE).toString().replace('"', '\''))
			.isEqualTo("{'id':'msg_0a1b','type':'message','role':'assistant','model':'m',"
					+ "'content':[{'type':'text','text':'Hi','citations':null}],'stop_reason':'end_turn',"
					+ "'stop_sequence':null,'stop_details':null,'container':null,'context_management':null,"
					+ "'usage':{'input_tokens':40,'cache_creation_input_tokens':0,'cache_read_input_tokens':60,"
					+ "'cache_creation':{'ephemeral_5m_input_tokens':0,'ephemeral_1h_input_tokens':0},'output_tokens':7,"
					+ "'output_tokens_details':null,'server_tool_use':null,'service_tier':'standard',"
					+ "'inference_geo':null}}");
	}

	@Test
	void streamIsTheWholeSequenceOfEvents() {
		List<JsonNode> events = events(written(true,
				List.of(new Delta.Thinking("H"), new Delta.Thinking("m"), new Delta.Text("Yes"),
						new Delta.CallBegun(0, "c", "Read"), new Delta.CallArguments(0, "{\"a\":"),
						new Delta.CallArguments(0, "1}"), new Delta.Ended(Reason.TOOL_CALLS), USAGE)));
		assertThat(events).extracting((event) -> event.path("type").asString() + event.path("index").asString(""))
			.containsExactly("message_start", "content_block_start0", "content_block_delta0", "content_block_delta0",
					"content_block_delta0", "content_block_stop0", "content_block_start1", "content_block_delta1",
					"content_block_stop1", "content_block_start2", "content_block_delta2", "content_block_delta2",
					"content_block_stop2", "message_delta", "message_stop");
		assertThat(events.get(0).at("/message/usage/input_tokens").asInt()).isEqualTo(100);
		assertThat(events.get(0).at("/message/content").isArray()).isTrue();
		assertThat(events.get(4).at("/delta").toString().replace('"', '\''))
			.isEqualTo("{'type':'signature_delta','signature':'%s'}".formatted(ThinkingSignature.of("Hm")));
		assertThat(events.get(9).at("/content_block").toString().replace('"', '\''))
			.isEqualTo("{'type':'tool_use','id':'c','name':'Read','input':{},'caller':{'type':'direct'}}");
		assertThat(events.get(10).at("/delta").toString().replace('"', '\''))
			.isEqualTo("{'type':'input_json_delta','partial_json':'{\\'a\\':'}");
		JsonNode end = events.get(13);
		assertThat(end.at("/delta").toString().replace('"', '\''))
			.isEqualTo("{'stop_reason':'tool_use','stop_sequence':null,'stop_details':null,'container':null}");
		assertThat(end.at("/context_management").isNull()).isTrue();
		assertThat(end.at("/usage/input_tokens").asInt()).isEqualTo(40);
		assertThat(end.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(60);
		assertThat(end.at("/usage/output_tokens").asInt()).isEqualTo(7);
	}

	@Test
	void callsThatAlternateAreBlocksOneAfterTheOther() {
		List<Delta> deltas = List.of(new Delta.CallBegun(0, "c", "Read"), new Delta.CallBegun(1, "d", "Write"),
				new Delta.CallArguments(1, "{\"b\""), new Delta.CallArguments(0, "{\"a\":1}"),
				new Delta.CallArguments(1, ":2}"), new Delta.Ended(Reason.TOOL_CALLS), USAGE);
		List<JsonNode> events = events(written(true, deltas));
		assertThat(events).filteredOn((event) -> event.has("index"))
			.extracting((event) -> event.path("index").asInt())
			.isSorted()
			.contains(0, 1);
		assertThat(events).filteredOn((event) -> event.path("index").asInt() == 1)
			.extracting((event) -> event.at("/delta/partial_json").asString(""))
			.containsSubsequence("{\"b\"", ":2}");
		assertThat(document(deltas.toArray(Delta[]::new)).at("/content/1/input/b").asInt()).isEqualTo(2);
	}

	/** Before: it was held back until the end of the answer. */
	@Test
	void textAfterAWholeCallIsToldAtOnce() {
		ClaudeAnswer answer = new ClaudeAnswer("a", "m", rules(true));
		answer.delta(new Delta.CallBegun(0, "c", "Read"));
		answer.delta(new Delta.CallArguments(0, "{\"a\":\"}\\\"{\"}"));
		assertThat(events(answer.delta(new Delta.Text("Done")))).extracting((event) -> event.path("type").asString())
			.containsExactly("content_block_stop", "content_block_start", "content_block_delta");
		assertThat(events(answer.delta(new Delta.CallBegun(1, "d", "Read"))))
			.extracting((event) -> event.path("type").asString())
			.containsExactly("content_block_stop", "content_block_start");
	}

	/** Before: the client heard nothing as long as the first call was not whole. */
	@Test
	void pieceThatIsHeldBackIsToldAsAPing() {
		ClaudeAnswer answer = new ClaudeAnswer("a", "m", rules(true));
		answer.delta(new Delta.CallBegun(0, "c", "Read"));
		answer.delta(new Delta.CallArguments(0, "{\"a\":["));
		assertThat(answer.delta(new Delta.CallBegun(1, "d", "Write"))).isEqualTo(ClaudeAnswer.PING);
		assertThat(answer.delta(new Delta.CallArguments(1, "{}"))).isEqualTo(ClaudeAnswer.PING);
		assertThat(answer.delta(new Delta.CallArguments(0, "]}"))).contains("content_block_start", "\"index\":1");
	}

	@Test
	void estimateDoesNotTellThatTheContextIsFull() {
		assertThat(document(new Delta.Text("Hi"), new Delta.Ended(Reason.LENGTH), new Delta.Usage(9, 7, null, true))
			.path("stop_reason")
			.asString()).isEqualTo("max_tokens");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "STOP, -, 7, end_turn", "STOP, END, 7, stop_sequence", "LENGTH, -, 50, max_tokens",
					"LENGTH, -, 7, model_context_window_exceeded", "TOOL_CALLS, -, 7, tool_use",
					"FILTERED, -, 7, refusal" })
	void reasonIsToldInClaudesWords(Reason reason, String stop, int tokens, String words) {
		JsonNode document = document(new Delta.Text("Hi"), new Delta.Ended(reason, stop),
				new Delta.Usage(9, tokens, null));
		assertThat(document.path("stop_reason").asString()).isEqualTo(words);
		assertThat(document.path("stop_sequence").asString(null)).isEqualTo(stop);
		assertThat(document.path("stop_details").isObject()).isEqualTo(reason == Reason.FILTERED);
	}

	@Test
	void callThatIsCutByTheLimitIsLeftOutOfADocument() {
		assertThat(document(new Delta.CallBegun(0, "c", "Read"), new Delta.CallArguments(0, "{\"a"),
				new Delta.Ended(Reason.LENGTH), USAGE)
			.path("content")
			.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void callWithoutAnObjectIsAFailure(boolean stream) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> written(stream, List.of(new Delta.CallBegun(0, "c", "Read"), new Delta.CallArguments(0, "[1]"),
						new Delta.Ended(Reason.TOOL_CALLS))));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE);
		assertThat(failure).hasMessageContaining("'Read'");
	}

	@Test
	void tokensAreEstimatedWhereTheServerCountsNone() {
		assertThat(document(new Delta.Text("Hello"), new Delta.Ended(Reason.STOP)).at("/usage/output_tokens").asInt())
			.isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "400, invalid_request_error", "401, authentication_error", "403, permission_error",
			"404, not_found_error", "413, request_too_large", "415, invalid_request_error", "429, rate_limit_error",
			"500, api_error", "502, api_error", "504, timeout_error", "529, overloaded_error" })
	void statusDecidesTheTypeOfAnError(int status, String type) {
		assertThat(ClaudeError.of(status, "Why").json().toString().replace('"', '\''))
			.isEqualTo("{'type':'error','error':{'type':'%s','message':'Why'},'request_id':null}".formatted(type));
	}

	@ParameterizedTest
	@CsvSource({ "overloaded_error, OVERLOADED", "timeout_error, GENERATION_TIMEOUT",
			"not_found_error, MODEL_NOT_FOUND", "api_error, GENERATION_FAILED" })
	void errorOfClaudeHasACode(String type, ShimmyErrorCode code) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> new AnswerReader().event(new ClaudeError(type, "Why").json()));
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure).hasMessageContaining(type);
	}

	@Test
	void errorIsAnEvent() {
		assertThat(events(ClaudeError.of(500, "Why").event()).get(0).at("/error/message").asString()).isEqualTo("Why");
		assertThat(events(ClaudeAnswer.PING)).hasSize(1);
	}

}
