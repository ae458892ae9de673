package io.github.shimmy4j.protocol.responses;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.conversation.ThinkingSignature;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Requests of the Responses API as neutral conversations. */
class ResponsesRequestTests {

	private static final String FUNCTION = "{'type':'function','name':'f','parameters':{'type':'object'}}";

	static ObjectNode json(String json) {
		return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
	}

	static ResponsesRequest read(String json) {
		return ResponsesRequest.read(json(json), List.of());
	}

	private static List<Message> items(String items) {
		return read("{'input':[" + items + "]}").conversation().messages();
	}

	private static ResponsesRequest tools(String tools, String... fields) {
		return read("{'input':'a','tools':[%s]%s}".formatted(tools,
				(fields.length > 0) ? "," + String.join(",", fields) : ""));
	}

	static InvalidFieldException refusal(String json) {
		return catchThrowableOfType(InvalidFieldException.class, () -> read(json));
	}

	@Test
	void textIsAMessageOfTheUserAfterTheInstructions() {
		ResponsesRequest request = read("{'model':'m','instructions':'Rhyme.','input':'Hello'}");
		assertThat(request.conversation().model()).isEqualTo("m");
		assertThat(request.conversation().messages()).containsExactly(Message.of(Role.SYSTEM, new Part.Text("Rhyme.")),
				Message.of(Role.USER, new Part.Text("Hello")));
		assertThat(request.store()).isTrue();
	}

	@Test
	void itemsAreReadInTheirOrder() {
		assertThat(items("""
				{'type':'message','role':'developer','content':[{'type':'input_text','text':'Be brief.'}]},
				{'role':'user','content':[{'type':'input_text','text':'Look'},
					{'type':'input_image','image_url':'data:image/png;base64,QUFB','detail':'auto'},
					{'type':'input_image','image_url':'https://example.org/a.png'}]},
				{'type':'function_call','call_id':'c1','name':'read','arguments':'{}','id':'fc_1','status':'completed'},
				{'type':'function_call_output','call_id':'c1','output':'forty-two'},
				{'type':'message','role':'assistant','id':'msg_1','phase':'commentary','content':[
					{'type':'output_text','text':'Well','annotations':[]},{'type':'refusal','refusal':'No'}]}"""))
			.containsExactly(Message.of(Role.SYSTEM, new Part.Text("Be brief.")),
					Message.of(Role.USER, new Part.Text("Look"), new Part.Image("image/png", "QUFB"),
							new Part.LinkedImage("https://example.org/a.png")),
					Message.of(Role.ASSISTANT, new Part.ToolCall("c1", "read", "{}")),
					Message.of(Role.TOOL,
							new Part.ToolResult("c1", "read", List.of(new Part.Text("forty-two")), false)),
					Message.of(Role.ASSISTANT, new Part.Text("Well"), new Part.Text("No")));
	}

	@Test
	void resultMayBeAListOfParts() {
		Part result = items("{'type':'function_call','call_id':'c','name':'f','arguments':''},"
				+ "{'type':'function_call_output','call_id':'c','output':[{'type':'input_text','text':'a'},"
				+ "{'type':'input_image','image_url':'data:image/png;base64,QUFB'}]}")
			.get(1)
			.parts()
			.get(0);
		assertThat(((Part.ToolResult) result).content()).containsExactly(new Part.Text("a"),
				new Part.Image("image/png", "QUFB"));
	}

	/** As Codex tells a goal; without support for it, each goal ended a conversation. */
	@Test
	void resultOfNoCallIsToldByTheUser() {
		assertThat(items("{'type':'function_call_output','id':'fco_1','name':'goal_objective','namespace':'agent',"
				+ "'output':'Win.'}"))
			.containsExactly(Message.of(Role.USER,
					new Part.Text("Output of the tool 'agent__goal_objective', which was not called:"),
					new Part.Text("Win.")));
		assertThat(refusal("{'input':[{'type':'function_call_output','output':'Win.'}]}").field())
			.isEqualTo("input[0].call_id");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'content':[{'type':'reasoning_text','text':'Hm'}],'summary':[]",
			"'summary':[{'type':'summary_text','text':'Hm'}]" })
	void onlyReasoningThatWasWrittenHereIsRead(String text) {
		String user = ",{'role':'user','content':'a'}";
		assertThat(items("{'type':'reasoning','id':'rs_1',%s,'encrypted_content':'%s'}".formatted(text,
				ThinkingSignature.of("Hm")) + user))
			.first()
			.isEqualTo(Message.of(Role.ASSISTANT, new Part.Thinking("Hm")));
		for (String foreign : List.of("'encrypted_content':'gAAAA'", "'encrypted_content':null", "'id':'rs_1'")) {
			assertThat(items("{'type':'reasoning',%s,%s}".formatted(text, foreign) + user)).hasSize(1);
		}
	}

	/** Codex asks again with the reasoning of an answer that was cut. */
	@Test
	void reasoningAtTheEndIsLeftOut() {
		assertThat(items("{'role':'user','content':'a'},{'type':'reasoning','summary':[{'type':'summary_text',"
				+ "'text':'Hm'}],'encrypted_content':'%s'}".formatted(ThinkingSignature.of("Hm"))))
			.containsExactly(Message.of(Role.USER, new Part.Text("a")));
	}

	@Test
	void itemsOfTheConversationBeforeComeBetweenInstructionsAndInput() {
		ResponsesRequest request = ResponsesRequest.read(
				json("{'instructions':'New.','input':[{'type':'function_call_output','call_id':'c','output':'ok'}]}"),
				List.of(json("{'type':'message','role':'user','content':[{'type':'input_text','text':'a'}]}"),
						json("{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}")));
		assertThat(request.conversation().messages()).extracting(Message::role)
			.containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL);
	}

	@Test
	void conversationIsOneOfTurnsForALocalServer() {
		Conversation conversation = read(
				"{'input':[{'role':'user','content':'a'}," + "{'type':'message','role':'assistant','content':'b'},"
						+ "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
						+ "{'type':'function_call','call_id':'d','name':'f','arguments':'{}'},"
						+ "{'type':'function_call_output','call_id':'c','output':'1'},"
						+ "{'type':'function_call_output','call_id':'d','output':'2'}]}")
			.conversation();
		assertThat(LocalTurns.of(conversation).messages()).extracting(Message::role)
			.containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
	}

	@Test
	void toolsOfNamespacesHaveOneName() {
		ResponsesRequest request = tools("{'type':'function','name':'f','description':'d','strict':true,"
				+ "'parameters':{'type':'object'}},{'type':'namespace','name':'mcp__x','description':'n','tools':["
				+ FUNCTION + ",{'type':'custom','name':'g'}]}");
		assertThat(request.conversation().tools().tools()).extracting(ToolOffer.Tool::name)
			.containsExactly("f", "mcp__x__f", "mcp__x__g");
		assertThat(request.conversation().tools().tools().get(0))
			.isEqualTo(new ToolOffer.Tool("f", "d", json("{'type':'object'}"), true));
		assertThat(request.names().of("mcp__x__f")).isEqualTo(new ToolNames.Name("mcp__x", "f", false));
		assertThat(request.names().of("mcp__x__g")).isEqualTo(new ToolNames.Name("mcp__x", "g", true));
		assertThat(request.names().of("f")).isEqualTo(new ToolNames.Name("", "f", false));
	}

	@Test
	void callOfANamespaceInTheHistoryHasTheNameThatTheModelKnows() {
		assertThat(items("{'type':'function_call','call_id':'c','namespace':'n','name':'f','arguments':'{}'},"
				+ "{'type':'function_call_output','call_id':'c','output':'1'}")
			.get(0)
			.parts()).containsExactly(new Part.ToolCall("c", "n__f", "{}"));
	}

	/** Before: servers without tools of their own refused such a name. */
	@Test
	void longNameIsShortenedInTheSameWayInEachRequestAndGivenBack() {
		String name = "x".repeat(70);
		ResponsesRequest request = tools(("{'type':'function','name':'#y'},{'type':'function','name':'#z'},"
				+ "{'type':'namespace','name':'n','tools':[{'type':'function','name':'#y'}]}")
			.replace("#", name));
		List<String> known = request.conversation().tools().tools().stream().map(ToolOffer.Tool::name).toList();
		assertThat(known).hasSize(3)
			.doesNotHaveDuplicates()
			.allSatisfy((each) -> assertThat(each).matches("[a-z0-9_]{64}"));
		assertThat(request.names().of(known.get(2))).isEqualTo(new ToolNames.Name("n", name + "y", false));
		assertThat(items(
				"{'type':'function_call','call_id':'c','namespace':'n','name':'%sy','arguments':'{}'},".formatted(name)
						+ "{'type':'function_call_output','call_id':'c','output':'1'}")
			.get(0)
			.parts()).containsExactly(new Part.ToolCall("c", known.get(2), "{}"));
		assertThat(tools("{'type':'function','name':'%s'}".formatted("x".repeat(64))).conversation().tools().tools())
			.extracting(ToolOffer.Tool::name)
			.containsExactly("x".repeat(64));
	}

	@Test
	void customToolIsAFunctionWithOneText() {
		ResponsesRequest request = tools("{'type':'custom','name':'patch','description':'Applies.','format':"
				+ "{'type':'grammar','syntax':'lark','definition':'start: WORD'}}");
		ToolOffer.Tool tool = request.conversation().tools().tools().get(0);
		assertThat(tool.description()).isEqualTo("Applies.\n\nThe input must follow this grammar:\nstart: WORD");
		assertThat(tool.parameters().at("/properties/input/type").asString()).isEqualTo("string");
		assertThat(items("{'type':'custom_tool_call','call_id':'c','name':'patch','input':'a b'},"
				+ "{'type':'custom_tool_call_output','call_id':'c','output':'ok'}")
			.get(0)
			.parts()).containsExactly(new Part.ToolCall("c", "patch", "{\"input\":\"a b\"}"));
	}

	@Test
	void toolsThatRunElsewhereAreSkippedByName() {
		ResponsesRequest request = tools(FUNCTION + ",{'type':'web_search','external_web_access':false},"
				+ "{'type':'mcp','server_label':'a','server_url':'b'},{'type':'a\\nb'},"
				+ "{'type':'web_search_2025_08_26'}");
		assertThat(request.skipped()).containsExactly("web_search", "mcp", "other", "web_search_2025_08_26");
		assertThat(request.conversation().tools().tools()).hasSize(1);
		assertThat(tools("{'type':'web_search'}").conversation().tools()).isEqualTo(ToolOffer.NONE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "'auto'|AUTO|", "null|AUTO|", "'none'|NONE|", "'required'|REQUIRED|",
					"{'type':'function','name':'f'}|REQUIRED|f",
					"{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'f'}]}|REQUIRED|" })
	void choiceIsRead(String choice, ToolOffer.Mode mode, String tool) {
		assertThat(tools(FUNCTION, "'tool_choice':" + choice).conversation().tools().choice())
			.isEqualTo(new ToolChoice(mode, tool));
	}

	@Test
	void onlyAllowedToolsAreOffered() {
		ResponsesRequest request = tools(FUNCTION + "," + FUNCTION.replace("'f'", "'g'") + ",{'type':'web_search'}",
				"'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'g'},"
						+ "{'type':'web_search'}]}",
				"'parallel_tool_calls':false");
		assertThat(request.conversation().tools().tools()).extracting(ToolOffer.Tool::name).containsExactly("g");
		assertThat(request.conversation().tools().parallel()).isFalse();
	}

	@Test
	void rulesOfTheAnswerAreRead() {
		ResponsesRequest request = read(
				"{'input':'a','max_output_tokens':7,'temperature':0.5,'top_p':0.9,'stream':true,"
						+ "'store':false,'reasoning':{'effort':'none','summary':'auto'},'text':{'verbosity':'low','format':"
						+ "{'type':'json_schema','name':'x','schema':{'type':'object'}}},'truncation':'auto',"
						+ "'include':['reasoning.encrypted_content'],'metadata':{'a':'b'}}");
		assertThat(request.conversation().answer().limit()).isEqualTo(7);
		assertThat(request.conversation().answer().stream()).isTrue();
		assertThat(request.conversation().answer().thinking()).isEqualTo(ThinkingMode.OFF);
		assertThat(request.conversation().answer().format()).isEqualTo(AnswerFormat.of(json("{'type':'object'}")));
		assertThat(request.conversation().sampling().get(Setting.TEMPERATURE)).isEqualTo(0.5);
		assertThat(request.conversation().sampling().get(Setting.TOP_P)).isEqualTo(0.9);
		assertThat(request.summary()).isTrue();
		assertThat(request.store()).isFalse();
		assertThat(read("{'input':'a','text':{'format':{'type':'json_object'}}}").conversation().answer().format())
			.isEqualTo(AnswerFormat.JSON);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{'input':[]}|input|at least one item",
			"{}|input|at least one item", "{'input':7}|input|a list of items", "{'input':[7]}|input[0]|an object",
			"{'input':[{'role':'tool','content':'a'}]}|input[0].role|'developer'",
			"{'input':[{'type':'message','role':'user'}]}|input[0].content|a list of parts",
			"{'input':[{'type':'reasoning','summary':[]}]}|input|can be answered",
			"{'instructions':'a','input':[{'role':'developer','content':'a'}]}|input|can be answered",
			"{'input':[{'type':'dream'}]}|input[0].type|'function_call'",
			"{'input':[{'role':'user','content':[{'type':'output_audio'}]}]}|input[0].content[0].type|'input_text'",
			"{'input':[{'role':'user','content':[{'type':'input_image','image_url':'ftp://a'}]}]}|input[0].content[0].image_url|begins with http",
			"{'input':[{'type':'function_call_output','call_id':'c','output':'a'}]}|input[0].call_id|an earlier call",
			"{'input':[{'type':'function_call','call_id':'c','name':'f','arguments':'[1]'}]}|input[0].arguments|a JSON object",
			"{'input':[{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}]}|input[1].call_id|no other call",
			"{'input':'a','max_output_tokens':0}|max_output_tokens|at least 1",
			"{'input':'a','truncation':'middle'}|truncation|'disabled'",
			"{'input':'a','include':['dreams']}|include[0]|reasoning.encrypted_content",
			"{'input':'a','previous_response_id':7}|previous_response_id|a text",
			"{'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:image/bmp;base64,QUFB'}]}]}|input[0].content[0].image_url|image/webp",
			"{'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:image/png;base64,Q!FB'}]}]}|input[0].content[0].image_url|base64",
			"{'input':'a','tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'allowed_tools','mode':'none','tools':[{'type':'function','name':'f'}]}}|tool_choice.mode|'auto' or 'required'",
			"{'input':'a','tool_choice':{'type':'namespace','name':'n'}}|tool_choice.type|'allowed_tools'",
			"{'input':'a','metadata':7}|metadata|an object",
			"{'input':'a','reasoning':{'effort':'huge'}}|reasoning.effort|'medium'",
			"{'input':'a','reasoning':{'summary':'long'}}|reasoning.summary|'concise'",
			"{'input':'a','text':{'format':{'type':'xml'}}}|text.format.type|'json_schema'",
			"{'input':'a','text':{'format':{'type':'json_schema'}}}|text.format.schema|a JSON schema",
			"{'input':'a','tool_choice':'any'}|tool_choice|'required'",
			"{'input':'a','tool_choice':'required'}|tool_choice|no tools",
			"{'input':'a','tools':[{'type':'web_search'}],'tool_choice':'required'}|tool_choice|no tools",
			"{'input':'a','tool_choice':{'type':'function','name':'f'}}|tool_choice.name|one of the tools",
			"{'input':'a','tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'web_search'}]}}|tool_choice.tools|at least one function",
			"{'input':'a','tools':[{'type':'function','name':'f'},{'type':'function','name':'f'}]}|tools[1].name|no other tool",
			"{'input':'a','tools':[{'type':'function','name':'n__f'},{'type':'namespace','name':'n','tools':[{'type':'function','name':'f'}]}]}|tools[1].tools[0].name|no other tool",
			"{'input':'a','tools':[{'type':'function'}]}|tools[0].name|not empty",
			"{'input':'a','tools':[{'type':'function','name':'f','parameters':[1]}]}|tools[0].parameters|JSON schema" })
	void wrongValueIsRefusedByItsPath(String body, String field, String allowed) {
		InvalidFieldException refusal = refusal(body);
		assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED);
		assertThat(refusal.field()).isEqualTo(field);
		assertThat(refusal).hasMessageContaining(allowed);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{'input':'a','background':true}|background",
			"{'input':'a','conversation':'conv_1'}|conversation", "{'input':'a','prompt':{'id':'p'}}|prompt",
			"{'input':'a','top_logprobs':3}|top_logprobs",
			"{'input':'a','include':['message.output_text.logprobs']}|include[0]",
			"{'input':[{'type':'compaction','encrypted_content':'a'}]}|input[0].type",
			"{'input':[{'role':'user','content':[{'type':'input_file','file_data':'a'}]}]}|input[0].content[0].type",
			"{'input':'a','tools':[{'type':'web_search'}],'tool_choice':{'type':'web_search'}}|tool_choice.type" })
	void whatCannotBeDoneIsRefusedByItsPath(String body, String field) {
		InvalidFieldException refusal = refusal(body);
		assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
		assertThat(refusal.field()).isEqualTo(field);
	}

	@Test
	void valuesThatAskForNothingAreAccepted() {
		assertThat(read("{'input':'a','background':false,'top_logprobs':0,'conversation':null,'prompt':null,'tools':[],"
				+ "'previous_response_id':null,'stream':null,'store':null}")
			.conversation()
			.messages()).hasSize(1);
	}

	@Test
	void referencesAreReplacedByStoredItems() {
		ObjectNode item = json("{'id':'msg_1','type':'message','role':'user','content':'a'}");
		ObjectNode body = json(
				"{'input':[{'type':'item_reference','id':'msg_1'},{'id':'msg_1'}," + "{'role':'user','content':'b'}]}");
		assertThat(InputItems.resolved(body, (id) -> id.equals("msg_1") ? item : null).path("input"))
			.containsExactly(item, item, json("{'role':'user','content':'b'}"));
		InvalidFieldException refusal = catchThrowableOfType(InvalidFieldException.class,
				() -> InputItems.resolved(body, (id) -> null));
		assertThat(refusal.field()).isEqualTo("input[0].id");
		assertThat(refusal).hasMessageContaining("msg_1").hasMessageContaining("still stored");
	}

	@Test
	void moreReferencesThanCanBeLookedForAreRefused() {
		ObjectNode item = json("{'id':'m','type':'message','role':'user','content':'a'}");
		String most = "{'id':'m'},".repeat(256);
		assertThat(
				InputItems.resolved(json("{'input':[%s{'role':'user','content':'b'}]}".formatted(most)), (id) -> item)
					.path("input"))
			.hasSize(257);
		InvalidFieldException refusal = catchThrowableOfType(InvalidFieldException.class,
				() -> InputItems.resolved(json("{'input':[%s{'id':'m'}]}".formatted(most)), (id) -> item));
		assertThat(refusal.field()).isEqualTo("input[256]");
	}

}
