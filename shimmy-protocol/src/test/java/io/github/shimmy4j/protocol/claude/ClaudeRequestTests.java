package io.github.shimmy4j.protocol.claude;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Requests of Claude's clients as conversations. */
class ClaudeRequestTests {

	private static final String CALL = "{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'Read',"
			+ "'input':{'path':'x'}}]}";

	static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text.replace('\'', '"'));
	}

	static String body(String messages, String... fields) {
		return "{'model':'m','max_tokens':5,'messages':[%s]%s}".formatted(messages,
				List.of(fields).stream().map((field) -> "," + field).collect(Collectors.joining()));
	}

	private static Conversation read(String messages, String... fields) {
		return ClaudeRequest.messages(json(body(messages, fields))).conversation();
	}

	static InvalidFieldException refusal(String body) {
		return catchThrowableOfType(InvalidFieldException.class, () -> ClaudeRequest.messages(json(body)));
	}

	/** In the shape of the first request of Claude Code 2.1.197. */
	@Test
	void firstRequestOfClaudeCodeIsRead() {
		ClaudeRequest request = ClaudeRequest.messages(
				json("""
						{'model':'claude-local-m','max_tokens':32000,'stream':true,'metadata':{'user_id':'{}'},
						'system':[{'type':'text','text':'x-anthropic-billing-header: cc_version=2.1.197.1c0; cc_entrypoint=cli;'},
						{'type':'text','text':'You are an agent.','cache_control':{'type':'ephemeral'}}],
						'messages':[{'role':'user','content':[{'type':'text','text':'<system-reminder>'},
						{'type':'text','text':'say hello','cache_control':{'type':'ephemeral'}}]},
						{'role':'system','content':'Agents: none'}],
						'tools':[{'name':'Bash','description':'Runs.','input_schema':{'$schema':'https://json-schema.org/draft/2020-12/schema',
						'type':'object','properties':{'command':{'type':'string'}},'required':['command'],'additionalProperties':false}},
						{'name':'Read','input_schema':{'type':'object'}}],
						'thinking':{'type':'adaptive'},'context_management':{'edits':[{'type':'clear_thinking_20251015','keep':'all'}]},
						'output_config':{'effort':'high'}}"""));
		Conversation conversation = request.conversation();
		assertThat(conversation.model()).isEqualTo("claude-local-m");
		assertThat(conversation.messages()).extracting(Message::role)
			.containsExactly(Role.SYSTEM, Role.USER, Role.SYSTEM);
		assertThat(conversation.messages().get(0).parts()).hasSize(2);
		assertThat(conversation.tools().tools()).extracting(ToolOffer.Tool::name).containsExactly("Bash", "Read");
		assertThat(conversation.tools().tools().get(0).parameters().has("$schema")).isTrue();
		assertThat(conversation.answer().limit()).isEqualTo(32000);
		assertThat(conversation.answer().stream()).isTrue();
		assertThat(conversation.answer().thinking()).isEqualTo(ThinkingMode.UNSET);
		assertThat(request.fields().unknown()).isEmpty();
		assertThat(request.fields().withoutEffect()).contains("metadata", "context_management", "output_config.effort",
				"system[].cache_control", "messages[].content[].cache_control");
	}

	@Test
	void titleRequestHasASchemaAndNoTools() {
		Conversation conversation = read("{'role':'user','content':'Hi'}", "'tools':[]",
				"'output_config':{'effort':'low','format':{'type':'json_schema','schema':{'type':'object'}}}");
		assertThat(conversation.tools()).isEqualTo(ToolOffer.NONE);
		assertThat(conversation.answer().format().kind()).isEqualTo(AnswerFormat.Kind.SCHEMA);
		assertThat(read("{'role':'user','content':'Hi'}", "'output_format':{'type':'json_schema','schema':{}}").answer()
			.format()
			.schema()).isNotNull();
	}

	@Test
	void resultsAreAMessageOfTheirOwn() {
		Conversation conversation = read(CALL + ",{'role':'user','content':[{'type':'tool_result','tool_use_id':'a',"
				+ "'is_error':true,'content':[{'type':'text','text':'no'},"
				+ "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'aGFsbG8='}}]},"
				+ "{'type':'text','text':'go on'}]}");
		assertThat(conversation.messages()).extracting(Message::role)
			.containsExactly(Role.ASSISTANT, Role.TOOL, Role.USER);
		assertThat(conversation.messages().get(0).parts())
			.containsExactly(new Part.ToolCall("a", "Read", "{\"path\":\"x\"}"));
		assertThat(conversation.messages().get(1).parts()).containsExactly(new Part.ToolResult("a", "Read",
				List.of(new Part.Text("no"), new Part.Image("image/png", "aGFsbG8=")), true));
	}

	@Test
	void onlyOurOwnThinkingIsKept() {
		String ours = ThinkingSignature.of("Hm");
		Conversation conversation = read("{'role':'assistant','content':["
				+ "{'type':'thinking','thinking':'Hm','signature':'%s'},".formatted(ours)
				+ "{'type':'thinking','thinking':'Hm!','signature':'%s'},".formatted(ours)
				+ "{'type':'thinking','thinking':'Claude','signature':'EqQBCkYI'},"
				+ "{'type':'redacted_thinking','data':'EmwKAhgB'},{'type':'text','text':'Yes'}]}");
		assertThat(conversation.messages().get(0).parts()).containsExactly(new Part.Thinking("Hm"),
				new Part.Text("Yes"));
	}

	@Test
	void documentsOfTextAreTexts() {
		Conversation conversation = read("{'role':'user','content':[{'type':'document','title':'T','source':"
				+ "{'type':'text','media_type':'text/plain','data':'D'}},{'type':'document','source':{'type':'content',"
				+ "'content':[{'type':'text','text':'E'}]}},{'type':'search_result','title':'S','source':'u',"
				+ "'content':[{'type':'text','text':'F'}]},"
				+ "{'type':'image','source':{'type':'url','url':'https://example.org/a.png'}}]}");
		assertThat(conversation.messages().get(0).parts()).containsExactly(new Part.Text("T"), new Part.Text("D"),
				new Part.Text("E"), new Part.Text("S (u)"), new Part.Text("F"),
				new Part.LinkedImage("https://example.org/a.png"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "{'type':'auto'} | AUTO | - | true", "{'type':'any'} | REQUIRED | - | true",
					"{'type':'tool','name':'Read'} | REQUIRED | Read | true", "{'type':'none'} | NONE | - | true",
					"{'type':'auto','disable_parallel_tool_use':true} | AUTO | - | false" })
	void choiceOfToolsIsRead(String choice, ToolOffer.Mode mode, String tool, boolean parallel) {
		ToolOffer offer = read("{'role':'user','content':'Hi'}",
				"'tools':[{'type':'custom','name':'Read','strict':true,'input_schema':{'type':'object'}}]",
				"'tool_choice':" + choice.replace('`', '\''))
			.tools();
		assertThat(offer.choice()).isEqualTo(new ToolChoice(mode, tool));
		assertThat(offer.parallel()).isEqualTo(parallel);
		assertThat(offer.tools().get(0).strict()).isTrue();
	}

	@Test
	void samplingStopsAndThinkingAreRead() {
		Conversation conversation = read("{'role':'user','content':'Hi'}", "'temperature':0.5", "'top_p':0.9",
				"'top_k':40", "'stop_sequences':['END']", "'thinking':{'type':'enabled','budget_tokens':2000}");
		assertThat(conversation.sampling().get(Setting.TOP_K)).isEqualTo(40L);
		assertThat(conversation.answer().stops()).containsExactly("END");
		assertThat(conversation.answer().thinking()).isEqualTo(ThinkingMode.ON);
		assertThat(read("{'role':'user','content':'Hi'}", "'thinking':{'type':'disabled'}").answer().thinking())
			.isEqualTo(ThinkingMode.OFF);
	}

	@Test
	void countNeedsNoLimit() {
		ClaudeRequest count = ClaudeRequest
			.count(json("{'model':'m','messages':[{'role':'user','content':'Hi'}],'tools':[]}"));
		assertThat(count.conversation().answer().limit()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					[]                                                       | body
					{'max_tokens':5,'messages':[{'role':'user','content':'a'}]} | model
					{'model':'m','messages':[{'role':'user','content':'a'}]} | max_tokens
					{'model':'m','max_tokens':0,'messages':[{'role':'user','content':'a'}]} | max_tokens
					{'model':'m','max_tokens':'5','messages':[{'role':'user','content':'a'}]} | max_tokens
					{'model':'m','max_tokens':5,'messages':[]}               | messages
					{'model':'m','max_tokens':5,'messages':['a']}            | messages[0]
					{'model':'m','max_tokens':5,'messages':[{'role':'tool','content':'a'}]} | messages[0].role
					{'model':'m','max_tokens':5,'messages':[{'role':'user'}]} | messages[0].content
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'text'}]}]} | messages[0].content[0].text
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'new'}]}]} | messages[0].content[0].type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'thinking'}]}]} | messages[0].content[0].type
					{'model':'m','max_tokens':5,'messages':[{'role':'assistant','content':[{'type':'server_tool_use'}]}]} | messages[0].content[0].type
					{'model':'m','max_tokens':5,'messages':[{'role':'system','content':[{'type':'image'}]}]} | messages[0].content[0].type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'b'}]}]} | messages[0].content[0].tool_use_id
					{'model':'m','max_tokens':5,'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'b'}]}]} | messages[0].content[0].input
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'%%%'}}]}]} | messages[0].content[0].source.data
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'text/html','data':'aaaa'}}]}]} | messages[0].content[0].source.media_type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'f'}}]}]} | messages[0].content[0].source.file_id
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'document','source':{'type':'base64','data':'aaaa'}}]}]} | messages[0].content[0].source.type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'document','source':{'type':'text','data':'a'}}]}]} | messages[0].content[0].source.media_type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'document','source':{'type':'text','media_type':'text/html','data':'a'}}]}]} | messages[0].content[0].source.media_type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'search_result','source':'u','content':'a'}]}]} | messages[0].content[0].title
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'search_result','title':'S','content':'a'}]}]} | messages[0].content[0].source
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'system':7} | system
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'stop_sequences':['']} | stop_sequences[0]
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'top_p':2} | top_p
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'tools':[{'name':'a'}]} | tools[0].input_schema
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'tools':[{'name':'a','input_schema':{'type':'string'}}]} | tools[0].input_schema.type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'tools':[{'name':'a','input_schema':{'type':null}}]} | tools[0].input_schema.type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'tools':[{'type':'web_search_20250305','name':'a'}]} | tools[0].type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'tools':[{'name':'a','input_schema':{}},{'name':'a','input_schema':{}}]} | tools[1].name
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'tool_choice':{'type':'any'}} | tool_choice.type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'thinking':{'type':'much'}} | thinking.type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'output_config':{'format':{'type':'xml'}}} | output_config.format.type
					{'model':'m','max_tokens':5,'messages':[{'role':'user','content':'a'}],'mcp_servers':[{}]} | mcp_servers
					""")
	void wrongFieldIsNamed(String body, String field) {
		InvalidFieldException refusal = refusal(body);
		assertThat(refusal).as(body).isNotNull().hasMessageStartingWith(field);
		assertThat(refusal.field()).isEqualTo(field);
		assertThat(refusal.code()).isIn(ShimmyErrorCode.REQUEST_REJECTED, ShimmyErrorCode.UNSUPPORTED_REQUEST);
	}

	@Test
	void idsOfCallsAreTakenOnce() {
		String result = "{'role':'user','content':[{'type':'tool_result','tool_use_id':'a'}]}";
		assertThat(refusal(body(CALL + "," + CALL)).field()).isEqualTo("messages[1].content[0].id");
		assertThat(refusal(body(String.join(",", CALL, result, result))).field())
			.isEqualTo("messages[2].content[0].tool_use_id");
	}

	@Test
	void manyToolsMessagesAndDeepSchemasAreRead() {
		String tools = IntStream.range(0, 500)
			.mapToObj((each) -> "{'name':'t%d','input_schema':{'type':'object'}}".formatted(each))
			.collect(Collectors.joining(",", "'tools':[", "]"));
		String messages = IntStream.range(0, 10_000)
			.mapToObj((each) -> "{'role':'user','content':'a'}")
			.collect(Collectors.joining(","));
		Conversation conversation = read(messages, tools);
		assertThat(conversation.tools().tools()).hasSize(500);
		assertThat(LocalTurns.of(conversation).messages()).hasSize(1);
		String deep = "{'properties':{'a':".repeat(200) + "{}" + "}}".repeat(200);
		assertThat(read("{'role':'user','content':'a'}", "'tools':[{'name':'a','input_schema':%s}]".formatted(deep))
			.tools()
			.tools()).hasSize(1);
	}

	@Test
	void continuedRequestMayHaveResultsOfEarlierCalls() {
		JsonNode body = JsonMapper.shared().readTree("""
				{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[
				{"type":"tool_result","tool_use_id":"earlier","content":"42"}]}]}""");
		Message result = ClaudeRequest.continued(body, true).conversation().messages().get(0);
		assertThat(result).isEqualTo(Message.of(Message.Role.TOOL,
				new Part.ToolResult("earlier", null, List.of(new Part.Text("42")), false)));
	}

}
