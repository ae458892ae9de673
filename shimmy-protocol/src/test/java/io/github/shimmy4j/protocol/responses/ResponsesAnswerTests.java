package io.github.shimmy4j.protocol.responses;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.protocol.conversation.ThinkingSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Answers as documents and events of the Responses API. */
class ResponsesAnswerTests {

	private static final Delta.Usage USAGE = new Delta.Usage(100, 8, 60L);

	private static final Delta STOP = new Delta.Ended(Reason.STOP);

	private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

	private static final String TOOLS = "'tools':[{'type':'function','name':'read'},{'type':'web_search'},"
			+ "{'type':'namespace','name':'n','tools':[{'type':'function','name':'f'}]},"
			+ "{'type':'custom','name':'patch'}]";

	private final List<ObjectNode> finished = new ArrayList<>();

	private ResponsesAnswer answer(String... fields) {
		String more = (fields.length > 0) ? "," + String.join(",", fields) : "";
		return new ResponsesAnswer(ResponsesRequestTests.read("{'input':'a'" + more + "}"), "0a1b", "m", CLOCK,
				this.finished::add);
	}

	private static String written(ResponsesAnswer answer, Delta... deltas) {
		StringBuilder text = new StringBuilder();
		for (Delta delta : deltas) {
			text.append(answer.delta(delta));
		}
		return text.append(answer.end()).toString();
	}

	private List<JsonNode> events(List<String> fields, Delta... deltas) {
		List<String> all = new ArrayList<>(fields);
		all.add("'stream':true");
		return events(written(answer(all.toArray(String[]::new)), deltas));
	}

	/** Each event is named, and they are numbered without holes. */
	static List<JsonNode> events(String stream) {
		List<JsonNode> events = new ArrayList<>();
		for (String event : stream.split("\n\n")) {
			String[] lines = event.split("\n");
			assertThat(lines).hasSize(2);
			JsonNode data = JsonMapper.shared().readTree(lines[1].substring("data: ".length()));
			assertThat(lines[0]).isEqualTo("event: " + data.path("type").asString());
			assertThat(data.path("sequence_number").asInt(-1)).isEqualTo(events.size());
			events.add(data);
		}
		return events;
	}

	private static List<String> types(List<JsonNode> events) {
		return events.stream().map((event) -> event.path("type").asString().substring("response.".length())).toList();
	}

	private JsonNode document(String field, Delta... deltas) {
		return JsonMapper.shared().readTree(written(answer(field), deltas));
	}

	private static String single(JsonNode json) {
		return json.toString().replace('"', '\'');
	}

	@Test
	void documentHasEveryFieldOfTheStrictTypes() {
		assertThat(single(document("'temperature':0.5,'metadata':{'a':'b'}", new Delta.Text("Hi"), STOP, USAGE)))
			.isEqualTo("{'id':'resp_0a1b','object':'response','created_at':1700000000,'status':'completed',"
					+ "'completed_at':1700000000,'error':null,'incomplete_details':null,'background':false,'model':'m',"
					+ "'instructions':null,'max_output_tokens':null,'max_tool_calls':null,'previous_response_id':null,"
					+ "'prompt_cache_key':null,'safety_identifier':null,'temperature':0.5,'top_p':null,'user':null,"
					+ "'metadata':{'a':'b'},'parallel_tool_calls':true,'reasoning':{'effort':null,'summary':null},"
					+ "'service_tier':'default','store':true,'text':{'format':{'type':'text'},'verbosity':null},"
					+ "'tool_choice':'auto','tools':[],'top_logprobs':0,'truncation':'disabled','output':["
					+ "{'id':'msg_0a1bo0','type':'message','status':'completed','role':'assistant','content':["
					+ "{'type':'output_text','text':'Hi','annotations':[],'logprobs':[]}]}],"
					+ "'usage':{'input_tokens':100,'input_tokens_details':{'cached_tokens':60,'cache_write_tokens':0},"
					+ "'output_tokens':8,'output_tokens_details':{'reasoning_tokens':0},'total_tokens':108}}");
		assertThat(this.finished).hasSize(1);
	}

	@Test
	void toolsThatWereOfferedAreToldBack() {
		JsonNode document = document(TOOLS + ",'tool_choice':{'type':'function','name':'read'}", new Delta.Text("Hi"),
				STOP);
		assertThat(document.path("tools")).extracting((tool) -> tool.path("type").asString())
			.containsExactly("function", "namespace", "custom");
		assertThat(document.at("/tools/0").propertyNames()).contains("strict", "parameters", "description");
		assertThat(document.at("/tool_choice/name").asString()).isEqualTo("read");
	}

	@Test
	void streamOfATextIsTheWholeSequenceOfEvents() {
		List<JsonNode> events = events(List.of(), new Delta.Text("H"), new Delta.Text("i"), STOP, USAGE);
		assertThat(types(events)).containsExactly("created", "in_progress", "output_item.added", "content_part.added",
				"output_text.delta", "output_text.delta", "output_text.done", "content_part.done", "output_item.done",
				"completed");
		assertThat(events.get(0).at("/response/status").asString()).isEqualTo("in_progress");
		assertThat(events.get(0).at("/response/output").isEmpty()).isTrue();
		assertThat(single(events.get(2))).isEqualTo("{'type':'response.output_item.added','sequence_number':2,"
				+ "'output_index':0,'item':{'id':'msg_0a1bo0','type':'message','status':'in_progress',"
				+ "'role':'assistant','content':[]}}");
		assertThat(single(events.get(4))).isEqualTo("{'type':'response.output_text.delta','sequence_number':4,"
				+ "'item_id':'msg_0a1bo0','output_index':0,'content_index':0,'delta':'H','logprobs':[]}");
		assertThat(single(events.get(6))).isEqualTo("{'type':'response.output_text.done','sequence_number':6,"
				+ "'item_id':'msg_0a1bo0','output_index':0,'content_index':0,'text':'Hi','logprobs':[]}");
		assertThat(events.get(9).at("/response/output/0")).isEqualTo(events.get(8).path("item"));
		assertThat(single(events.get(9).path("response"))).isEqualTo(single(this.finished.get(0)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"'user':'a'|content|content_part.added reasoning_text.delta reasoning_text.done content_part.done|content_index",
			"'reasoning':{'summary':'auto'}|summary|reasoning_summary_part.added reasoning_summary_text.delta "
					+ "reasoning_summary_text.done reasoning_summary_part.done|summary_index" })
	void thinkingIsAReasoningWithOurSignature(String field, String list, String told, String index) {
		List<JsonNode> events = events(List.of(field), new Delta.Thinking("Hm"), new Delta.Text("Yes"), STOP,
				new Delta.Usage(100, 10, null));
		assertThat(types(events).subList(3, 7)).containsExactly(told.split(" "));
		assertThat(events.get(4).path(index).asInt(-1)).isZero();
		JsonNode item = events.get(7).path("item");
		assertThat(item.path("type").asString()).isEqualTo("reasoning");
		assertThat(item.path(list).get(0).path("text").asString()).isEqualTo("Hm");
		assertThat(item.path("encrypted_content").asString()).isEqualTo(ThinkingSignature.of("Hm"));
		assertThat(item.path("summary").isArray()).isTrue();
		assertThat(this.finished.get(0).at("/usage/output_tokens_details/reasoning_tokens").asInt()).isEqualTo(4);
	}

	@Test
	void callsThatAlternateAreToldAsTheyCome() {
		List<JsonNode> events = events(List.of(TOOLS), new Delta.CallBegun(0, "c", "read"),
				new Delta.CallArguments(0, "{\"a\""), new Delta.CallBegun(1, "d", "n__f"),
				new Delta.CallArguments(1, "{}"), new Delta.CallArguments(0, ":1}"), new Delta.Text("Done"),
				new Delta.Ended(Reason.TOOL_CALLS), USAGE);
		assertThat(events).filteredOn((event) -> event.path("type").asString().endsWith("arguments.delta"))
			.extracting((event) -> event.path("output_index").asInt() + event.path("delta").asString())
			.containsExactly("0{\"a\"", "1{}", "0:1}");
		List<JsonNode> done = events.stream()
			.filter((event) -> event.path("type").asString().equals("response.output_item.done"))
			.toList();
		assertThat(done).extracting((event) -> event.path("output_index").asInt()).containsExactlyInAnyOrder(0, 1, 2);
		JsonNode output = events.get(events.size() - 1).at("/response/output");
		assertThat(single(output.get(0))).isEqualTo("{'id':'fc_0a1bo0','type':'function_call','status':'completed',"
				+ "'call_id':'c','name':'read','arguments':'{\\'a\\':1}'}");
		assertThat(output.at("/1/namespace").asString()).isEqualTo("n");
		assertThat(output.at("/1/name").asString()).isEqualTo("f");
		assertThat(output.at("/2/type").asString()).isEqualTo("message");
	}

	@Test
	void callOfACustomToolHasAText() {
		List<JsonNode> events = events(List.of(TOOLS), new Delta.CallBegun(0, "c", "patch"),
				new Delta.CallArguments(0, "{\"input\":\"a\\n"), new Delta.CallArguments(0, "b\"}"),
				new Delta.Ended(Reason.TOOL_CALLS), USAGE);
		assertThat(types(events).subList(2, 6)).containsExactly("output_item.added", "custom_tool_call_input.delta",
				"custom_tool_call_input.done", "output_item.done");
		assertThat(single(events.get(5).path("item"))).isEqualTo("{'id':'ctc_0a1bo0','type':'custom_tool_call',"
				+ "'status':'completed','call_id':'c','name':'patch','input':'a\\nb'}");
	}

	/** Clients join the pieces. */
	@Test
	void callWithoutArgumentsHasAnEmptyObject() {
		List<JsonNode> events = events(List.of(TOOLS), new Delta.CallBegun(0, "c", "read"),
				new Delta.Ended(Reason.TOOL_CALLS), USAGE);
		assertThat(types(events).subList(3, 5)).containsExactly("function_call_arguments.delta",
				"function_call_arguments.done");
		assertThat(events.get(3).path("delta").asString()).isEqualTo("{}");
		assertThat(events.get(4).path("arguments").asString()).isEqualTo("{}");
	}

	@ParameterizedTest
	@CsvSource({ "LENGTH, max_output_tokens", "FILTERED, content_filter" })
	void answerThatWasCutIsIncomplete(Reason reason, String why) {
		JsonNode document = document("'user':'a'", new Delta.Text("Hi"), new Delta.Ended(reason), USAGE);
		assertThat(document.path("status").asString()).isEqualTo("incomplete");
		assertThat(document.at("/incomplete_details/reason").asString()).isEqualTo(why);
		assertThat(document.at("/output/0/status").asString()).isEqualTo("incomplete");
		assertThat(types(events(List.of(), new Delta.Text("Hi"), new Delta.Ended(reason), USAGE)))
			.endsWith("incomplete");
	}

	@Test
	void callThatWasCutIsIncomplete() {
		JsonNode call = document(TOOLS, new Delta.CallBegun(0, "c", "read"), new Delta.CallArguments(0, "{\"a"),
				new Delta.Ended(Reason.LENGTH), USAGE)
			.at("/output/0");
		assertThat(call.path("status").asString()).isEqualTo("incomplete");
		assertThat(call.path("arguments").asString()).isEqualTo("{\"a");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callWithoutAnObjectIsAFailure(boolean stream) {
		ResponsesAnswer answer = answer(TOOLS, "'stream':" + stream);
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> written(answer, new Delta.CallBegun(0, "c", "read"), new Delta.CallArguments(0, "[1]"),
						new Delta.Ended(Reason.TOOL_CALLS)));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE);
		assertThat(this.finished).isEmpty();
	}

	@Test
	void failureGoesOnWithTheNumbers() {
		ResponsesAnswer answer = answer("'stream':true");
		String stream = answer.delta(new Delta.Text("Hi")) + answer.failed("server_error", "Why");
		List<JsonNode> events = events(stream);
		assertThat(types(events)).endsWith("output_text.delta", "failed");
		assertThat(single(events.get(events.size() - 1).at("/response/error")))
			.isEqualTo("{'code':'server_error','message':'Why'}");
		assertThat(types(events(answer("'stream':true").failed("server_error", "Why")))).containsExactly("created",
				"in_progress", "failed");
		assertThat(this.finished).isEmpty();
	}

	/** Before: the call of a response that failed had lost its arguments. */
	@Test
	void failedResponseHasTheArgumentsThatWereSent() {
		ResponsesAnswer answer = answer("'stream':true", TOOLS);
		String stream = answer.delta(new Delta.CallBegun(0, "c", "read"))
				+ answer.delta(new Delta.CallArguments(0, "{\"a\":")) + answer.failed("server_error", "Why");
		List<JsonNode> events = events(stream);
		assertThat(events.get(events.size() - 1).at("/response/output/0/arguments").asString()).isEqualTo("{\"a\":");
	}

	@Test
	void tokensAreEstimatedWhereTheServerCountsNone() {
		JsonNode usage = document("'user':'a'", new Delta.Text("Hello"), STOP).path("usage");
		assertThat(usage.path("output_tokens").asInt()).isEqualTo(2);
		assertThat(usage.path("estimated").asBoolean(false)).isTrue();
		assertThat(document("'user':'a'", new Delta.Text("Hello"), USAGE, STOP).path("usage").has("estimated"))
			.isFalse();
	}

	@Test
	void answerWithoutATextIsEmpty() {
		assertThat(types(events(List.of(), STOP, USAGE))).containsExactly("created", "in_progress", "completed");
	}

	@Test
	void waitIsBridgedByEventsUntilTheAnswerArrives() {
		ResponsesAnswer answer = answer("'stream':true");
		String stream = answer.waiting() + answer.waiting() + answer.delta(new Delta.Text("Hi"));
		assertThat(answer.waiting()).isEmpty();
		assertThat(types(events(stream + answer.end()))).startsWith("created", "in_progress", "in_progress",
				"output_item.added");
	}

	@Test
	void failureAfterAWaitGoesOnWithItsNumbers() {
		ResponsesAnswer answer = answer("'stream':true");
		assertThat(types(events(answer.waiting() + answer.failed("server_error", "Lost")))).containsExactly("created",
				"in_progress", "failed");
	}

	/** Before: a filter that cut a call made the whole answer fail. */
	@ParameterizedTest
	@EnumSource(value = Reason.class, names = { "LENGTH", "FILTERED" })
	void callThatWasCutIsIncomplete(Reason reason) {
		String whole = written(answer(TOOLS), new Delta.CallBegun(0, "c", "read"), new Delta.CallArguments(0, "{\"a"),
				new Delta.Ended(reason));
		assertThat(JsonMapper.shared().readTree(whole).at("/output/0/status").asString()).isEqualTo("incomplete");
	}

	@Test
	void namespaceHasTheFieldsThatTheSdksRequire() {
		JsonNode tools = JsonMapper.shared()
			.readTree(written(answer("'tools':[{'type':'namespace','name':'n','description':null}]"), STOP))
			.path("tools");
		assertThat(tools.toString().replace('"', '\''))
			.isEqualTo("[{'description':'','tools':[],'type':'namespace','name':'n'}]");
	}

}
