package io.github.shimmy4j.protocol.openai;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Conversations in, OpenAI's JSON (with single quotes) out. */
class ConversationFieldsTests {

	private static final ObjectNode SCHEMA = JsonMapper.shared().createObjectNode().put("type", "object");

	private static final ToolOffer.Tool LOOK = new ToolOffer.Tool("look", "Looks.", SCHEMA);

	private static String written(List<Message> messages, ToolOffer tools, Sampling sampling, AnswerRules rules) {
		return CompletionRequest.of(new Conversation("tiny", messages, tools, sampling, rules))
			.json()
			.toString()
			.replace('"', '\'');
	}

	private static String messages(Message... messages) {
		String json = written(List.of(messages), ToolOffer.NONE, Sampling.DEFAULT, AnswerRules.plain(true));
		assertThat(json).startsWith("{'model':'tiny','messages':[").endsWith("],'stream':true}");
		return json.substring("{'model':'tiny','messages':[".length(), json.length() - "],'stream':true}".length());
	}

	private static String rules(ToolOffer tools, Sampling sampling, AnswerRules rules) {
		String json = written(List.of(), tools, sampling, rules);
		assertThat(json).startsWith("{'model':'tiny','messages':[],").endsWith(",'stream':false}");
		return json.substring("{'model':'tiny','messages':[],".length(), json.length() - ",'stream':false}".length());
	}

	private static AnswerRules answer(AnswerFormat format, ThinkingMode thinking) {
		return new AnswerRules(null, List.of(), format, thinking, false);
	}

	@Test
	void oneTextIsAStringAndMoreIsAListOfParts() {
		assertThat(messages(Message.of(Role.SYSTEM, new Part.Text("Be brief.")), Message.of(Role.USER),
				Message.of(Role.USER, new Part.Text("a"), new Part.Text("b")),
				Message.of(Role.SYSTEM, new Part.Text("Now rhyme."))))
			.isEqualTo("{'role':'system','content':'Be brief.'},{'role':'user','content':''},"
					+ "{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},"
					+ "{'role':'system','content':'Now rhyme.'}");
	}

	@Test
	void imagesAreAddresses() {
		assertThat(messages(Message.of(Role.USER, new Part.Image("image/png", "iVBO"),
				new Part.LinkedImage("https://example.com/a.png"))))
			.isEqualTo("{'role':'user','content':["
					+ "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBO'}},"
					+ "{'type':'image_url','image_url':{'url':'https://example.com/a.png'}}]}");
	}

	@Test
	void modelsMessageHasItsThinkingAndItsCalls() {
		assertThat(messages(
				Message.of(Role.ASSISTANT, new Part.Thinking("Hm"), new Part.ToolCall("1", "look", "{\"at\":7}"),
						new Part.ToolCall("2", "look", "{}")),
				Message.of(Role.ASSISTANT, new Part.Text("Yes"), new Part.ToolCall("3", "look", "{}")),
				Message.of(Role.ASSISTANT)))
			.isEqualTo("{'role':'assistant','content':null,'reasoning_content':'Hm','tool_calls':["
					+ "{'id':'1','type':'function','function':{'name':'look','arguments':'{\\'at\\':7}'}},"
					+ "{'id':'2','type':'function','function':{'name':'look','arguments':'{}'}}]},"
					+ "{'role':'assistant','content':'Yes','tool_calls':["
					+ "{'id':'3','type':'function','function':{'name':'look','arguments':'{}'}}]},"
					+ "{'role':'assistant','content':''}");
	}

	@Test
	void eachResultIsAMessageOfItsOwn() {
		assertThat(
				messages(Message.of(Role.TOOL, new Part.ToolResult("1", "look", List.of(new Part.Text("A cat")), false),
						new Part.ToolResult("2", null, List.of(new Part.Text("Too dark")), true),
						new Part.ToolResult("3", null, List.of(new Part.Image("image/png", "iVBO")), true))))
			.isEqualTo("{'role':'tool','tool_call_id':'1','name':'look','content':'A cat'},"
					+ "{'role':'tool','tool_call_id':'2','content':'The tool has failed:\\nToo dark'},"
					+ "{'role':'tool','tool_call_id':'3','content':[{'type':'text','text':'The tool has failed:'},"
					+ "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBO'}}]}");
	}

	@Test
	void toolsAreFunctionsInTheirOrder() {
		String tools = "'tools':[{'type':'function','function':{'name':'look','description':'Looks.',"
				+ "'parameters':{'type':'object'}}},{'type':'function','function':{'name':'b'}}]";
		List<ToolOffer.Tool> both = List.of(LOOK, new ToolOffer.Tool("b", null, null));
		AnswerRules plain = AnswerRules.plain(false);
		assertThat(rules(ToolOffer.of(both), Sampling.DEFAULT, plain)).isEqualTo(tools);
		assertThat(rules(new ToolOffer(both, ToolChoice.REQUIRED, false), Sampling.DEFAULT, plain))
			.isEqualTo(tools + ",'tool_choice':'required','parallel_tool_calls':false");
		assertThat(rules(new ToolOffer(both, ToolChoice.NONE, true), Sampling.DEFAULT, plain))
			.isEqualTo(tools + ",'tool_choice':'none'");
		assertThat(rules(new ToolOffer(both, ToolChoice.only("b"), true), Sampling.DEFAULT, plain))
			.isEqualTo(tools + ",'tool_choice':{'type':'function','function':{'name':'b'}}");
	}

	@Test
	void emptyListOfToolsIsNotSent() {
		assertThat(written(List.of(), ToolOffer.of(List.of()), Sampling.DEFAULT, AnswerRules.plain(false)))
			.isEqualTo("{'model':'tiny','messages':[],'stream':false}");
		assertThat(written(List.of(), new ToolOffer(List.of(), ToolChoice.NONE, false), Sampling.DEFAULT,
				AnswerRules.plain(false)))
			.doesNotContain("tool");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			TEMPERATURE       | 0.5 | "temperature":0.5
			TOP_P             | 1   | "top_p":1.0
			TOP_K             | 40  | "top_k":40
			MIN_P             | 0.1 | "min_p":0.1
			TYPICAL_P         | 0.7 | "typical_p":0.7
			SEED              | 42  | "seed":42
			REPEAT_LAST_N     | -1  | "repeat_last_n":-1
			REPEAT_PENALTY    | 1.1 | "repeat_penalty":1.1
			PRESENCE_PENALTY  | -1  | "presence_penalty":-1.0
			FREQUENCY_PENALTY | 2   | "frequency_penalty":2.0
			""")
	void samplingIsWrittenUnderTheServersNames(Setting setting, double value, String json) {
		assertThat(rules(ToolOffer.NONE, new Sampling(Map.of(setting, value)), AnswerRules.plain(false)))
			.isEqualTo(json.replace('"', '\''));
	}

	@Test
	void answerHasItsLimitAndItsStops() {
		assertThat(rules(ToolOffer.NONE, Sampling.DEFAULT,
				new AnswerRules(9, List.of("a", "b"), AnswerFormat.TEXT, ThinkingMode.UNSET, false)))
			.isEqualTo("'max_tokens':9,'stop':['a','b']");
	}

	@Test
	void answerHasItsFormatAndItsThinking() {
		assertThat(rules(ToolOffer.NONE, Sampling.DEFAULT, answer(AnswerFormat.JSON, ThinkingMode.ON)))
			.isEqualTo("'response_format':{'type':'json_object'},'chat_template_kwargs':{'enable_thinking':true}");
		assertThat(rules(ToolOffer.NONE, Sampling.DEFAULT, answer(AnswerFormat.of(SCHEMA), ThinkingMode.OFF)))
			.isEqualTo("'response_format':{'type':'json_schema','json_schema':{'name':'answer',"
					+ "'schema':{'type':'object'}}},'chat_template_kwargs':{'enable_thinking':false}");
	}

}
