package io.github.shimmy4j.protocol.tool;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.ToolOffer.Tool;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests for {@link EmulatedTools}: requests in JSON with single quotes. */
class EmulatedToolsTests {

	static final String WEATHER = "{'type':'function','function':{'name':'get_weather','description':'Tells the weather',"
			+ "'parameters':{'$schema':'x','type':'object','properties':{'city':{'type':'string'}},'required':['city']}}}";

	static final String NOW = "{'type':'function','function':{'name':'now'}}";

	private static final String HELLO = "'messages':[{'role':'user','content':'Hi'}]";

	static CompletionRequest request(String json) {
		return CompletionRequest.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	private static EmulatedTools emulate(String json) {
		return EmulatedTools.of(request(json), () -> "call_1");
	}

	private static JsonNode schema(EmulatedTools emulated) {
		return emulated.request().json().at("/response_format/json_schema/schema");
	}

	private static String text(EmulatedTools emulated, int message) {
		return emulated.request().json().at("/messages/" + message + "/content").asString();
	}

	private static String json(String text) {
		return JsonMapper.shared().readTree(text.replace('\'', '"')).toString();
	}

	@Test
	void requestIsRewrittenAndNotChanged() {
		CompletionRequest given = request("{'model':'m','max_tokens':5,'tools':[" + WEATHER
				+ "],'tool_choice':'auto','parallel_tool_calls':true," + HELLO + "}");
		CompletionRequest copy = new CompletionRequest(given.json().deepCopy());
		EmulatedTools emulated = EmulatedTools.of(given, () -> "call_1");
		assertThat(given).isEqualTo(copy);
		assertThat(emulated.request().json().propertyNames()).containsExactly("model", "max_tokens", "messages",
				"response_format");
		assertThat(emulated.callable()).extracting(Tool::name).containsExactly("get_weather");
	}

	@Test
	void schemaAllowsATextOrCalls() {
		EmulatedTools emulated = emulate("{'tools':[" + WEATHER + "," + NOW + "]," + HELLO + "}");
		assertThat(emulated.request().json().at("/response_format/type").asString()).isEqualTo("json_schema");
		assertThat(schema(emulated).toString()).isEqualTo(
				json("""
						{'anyOf':[{'type':'object','properties':{'answer':{'type':'string','minLength':1}},'required':['answer'],
						'additionalProperties':false},
						{'type':'object','properties':{'tool_calls':{'type':'array','minItems':1,'maxItems':8,'items':{'anyOf':[
						{'type':'object','properties':{'name':{'const':'get_weather'},'arguments':{'type':'object',
						'properties':{'city':{'type':'string'}},'required':['city']}},
						'required':['name','arguments'],'additionalProperties':false},
						{'type':'object','properties':{'name':{'const':'now'},'arguments':{'type':'object',
						'additionalProperties':false}},'required':['name','arguments'],'additionalProperties':false}]}}},
						'required':['tool_calls'],'additionalProperties':false}]}"""));
	}

	/** So does Spring AI 2.0.0. A property of that name stays. */
	@Test
	void strictInTheSchemaOfAToolIsNoPartOfIt() {
		String tool = "'tools':[{'type':'function','function':{'name':'now','parameters':{%s'type':'object',"
				+ "'properties':{'strict':{'type':'boolean'}}}}}]";
		EmulatedTools strict = emulate("{'messages':[]," + tool.formatted("'strict':true,") + "}");
		assertThat(strict.request()).isEqualTo(emulate("{'messages':[]," + tool.formatted("") + "}").request());
		assertThat(strict.callable().get(0).parameters().at("/properties/strict/type").asString()).isEqualTo("boolean");
	}

	@Test
	void requiredChoiceAllowsCallsOnly() {
		EmulatedTools emulated = emulate("{'tools':[" + WEATHER + "," + NOW
				+ "],'tool_choice':'required','parallel_tool_calls':false," + HELLO + "}");
		assertThat(schema(emulated).at("/properties").propertyNames()).containsExactly("tool_calls");
		assertThat(schema(emulated).at("/properties/tool_calls/maxItems").asInt()).isEqualTo(1);
		assertThat(text(emulated, 0)).contains("Call a tool now, one at a time.").doesNotContain("answer the user");
	}

	@Test
	void namedChoiceAllowsOneCallOfThatToolOnly() {
		EmulatedTools emulated = emulate("{'tools':[" + WEATHER + "," + NOW
				+ "],'tool_choice':{'type':'function','function':{'name':'now'}}," + HELLO + "}");
		assertThat(schema(emulated).at("/properties/tool_calls/items/properties/name/const").asString())
			.isEqualTo("now");
		assertThat(schema(emulated).at("/properties/tool_calls/maxItems").asInt()).isEqualTo(1);
		assertThat(emulated.callable()).extracting(Tool::name).containsExactly("now");
		assertThat(text(emulated, 0)).contains("get_weather", "Call the tool now now.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'tools':[" + WEATHER + "],'tool_choice':'none'", "'tools':[]", "'tools':null",
			"'tools':[],'tool_choice':'auto','parallel_tool_calls':false", "'tool_choice':'none'" })
	void withoutToolsToCallTheRequestIsAsBefore(String fields) {
		EmulatedTools emulated = emulate(
				"{" + fields + ",'stop':['x'],'response_format':{'type':'json_object'}," + HELLO + "}");
		assertThat(emulated.request())
			.isEqualTo(request("{'stop':['x'],'response_format':{'type':'json_object'}," + HELLO + "}"));
		assertThat(emulated.callable()).isEmpty();
		assertThat(emulated.translation()).isSameAs(AnswerTranslation.NONE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{'type':'text'}|{'type':'string','minLength':1}",
			"{'type':'json_object'}|{'type':'object'}",
			"{'type':'json_schema','json_schema':{'schema':{'$schema':'y','type':'integer'}}}|{'type':'integer'}" })
	void textFollowsTheFormatOfTheRequest(String format, String answer) {
		EmulatedTools emulated = emulate("{'tools':[" + NOW + "],'response_format':" + format + "," + HELLO + "}");
		assertThat(schema(emulated).at("/anyOf/0/properties/answer").toString()).isEqualTo(json(answer));
	}

	@Test
	void referencesOfASchemaLeadToItsNewPlace() {
		EmulatedTools emulated = emulate("""
				{'tools':[{'type':'function','function':{'name':'tree','parameters':{'type':'object','properties':{
				'node':{'$ref':'#/$defs/node'},'$ref':{'type':'string'},'data':{'enum':[{'$ref':'#'}]}},
				'$defs':{'node':{'type':'object','properties':{'next':{'anyOf':[{'$ref':'#/$defs/node'},{'$ref':'#'},
				{'$ref':'http://x/y'}]}}}}}}}],'response_format':{'type':'json_schema','json_schema':{'schema':
				{'type':'array','items':{'$ref':'#'}}}},'messages':[]}""");
		JsonNode schema = schema(emulated);
		assertThat(schema.at("/anyOf/1/properties/tool_calls/items/properties/arguments").toString())
			.isEqualTo(json("{'$ref':'#/$defs/tree'}"));
		assertThat(schema.at("/anyOf/0/properties/answer").toString())
			.isEqualTo(json("{'$ref':'#/$defs/answer.schema'}"));
		JsonNode tree = schema.at("/$defs/tree");
		assertThat(tree.at("/properties/node").toString()).isEqualTo(json("{'$ref':'#/$defs/tree/$defs/node'}"));
		assertThat(tree.path("properties").path("$ref").toString()).isEqualTo(json("{'type':'string'}"));
		assertThat(tree.at("/properties/data").toString()).isEqualTo(json("{'enum':[{'$ref':'#'}]}"));
		assertThat(tree.at("/$defs/node/properties/next/anyOf").toString())
			.isEqualTo(json("[{'$ref':'#/$defs/tree/$defs/node'},{'$ref':'#/$defs/tree'},{'$ref':'http://x/y'}]"));
		assertThat(schema.path("$defs").path("answer.schema").toString())
			.isEqualTo(json("{'type':'array','items':{'$ref':'#/$defs/answer.schema'}}"));
	}

	@Test
	void toolsAreDescribedInTheSystemMessage() {
		String tools = "{'tools':[" + WEATHER + "],'messages':[%s{'role':'user','content':'Hi'}]}";
		EmulatedTools without = emulate(tools.formatted(""));
		assertThat(without.request().json().path("messages")).hasSize(2);
		assertThat(without.request().json().at("/messages/0/role").asString()).isEqualTo("system");
		assertThat(text(without, 0)).startsWith("You have these tools:\n{\"name\":\"get_weather\",\"description\":")
			.contains("{\"tool_calls\":[{\"name\":", "{\"answer\":\"TEXT\"}")
			.doesNotContain("$schema");
		EmulatedTools with = emulate(tools.formatted("{'role':'developer','content':'Be brief.'},"));
		assertThat(with.request().json().path("messages")).hasSize(2);
		assertThat(with.request().json().at("/messages/0/role").asString()).isEqualTo("developer");
		assertThat(text(with, 0)).startsWith("Be brief.\n\nYou have these tools:");
		EmulatedTools parts = emulate(
				tools.formatted("{'role':'system','content':[{'type':'text','text':'Be brief.'}]},"));
		assertThat(parts.request().json().at("/messages/0/content")).hasSize(2);
		assertThat(parts.request().json().at("/messages/0/content/1/text").asString()).startsWith("You have these");
	}

	@Test
	void callsAndResultsBecomePlainMessagesThatAlternate() {
		EmulatedTools emulated = emulate("""
				{'messages':[{'role':'user','content':'Weather?'},
				{'role':'assistant','content':null,'tool_calls':[
				{'id':'c1','type':'function','function':{'name':'get_weather','arguments':'{\\'city\\': \\'Paris\\'}'}},
				{'id':'c2','type':'function','function':{'name':'now','arguments':''}}]},
				{'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'noon'}]},
				{'role':'tool','tool_call_id':'c1','content':'sunny'},
				{'role':'user','content':'And?'},
				{'role':'assistant','content':'It is sunny.'},
				{'role':'user','content':'Thanks.'},{'role':'user','content':'Bye.'}]}""");
		assertThat(emulated.request().json().path("messages").toString()).isEqualTo(
				json("""
						[{'role':'user','content':'Weather?'},
						{'role':'assistant','content':'{\\'tool_calls\\':[{\\'name\\':\\'get_weather\\',\\'arguments\\':{\\'city\\':\\'Paris\\'}},"""
						+ """
								{\\'name\\':\\'now\\',\\'arguments\\':{}}]}'},
								{'role':'user','content':'Result of now {}:\\nnoon\\n\\nResult of get_weather {\\'city\\':\\'Paris\\'}:\\nsunny\\n\\nAnd?'},
								{'role':'assistant','content':'It is sunny.'},{'role':'user','content':'Thanks.'},
								{'role':'user','content':'Bye.'}]"""
							.replace("\n\t", "\n")));
	}

	@Test
	void resultOfACallThatIsNoLongerInTheConversationIsKept() {
		EmulatedTools emulated = emulate(
				"""
						{'messages':[{'role':'tool','tool_call_id':'c1','content':'sunny'},
						{'role':'assistant','content':'Let me see.','tool_calls':[
						{'id':'c2','function':{'name':'now','arguments':'{cut'}}]},{'role':'assistant','content':'a','tool_calls':[]},
						{'role':'user','content':[{'type':'text','text':'x'}]}]}""");
		assertThat(text(emulated, 0)).isEqualTo("Result of c1:\nsunny");
		assertThat(text(emulated, 1))
			.isEqualTo("Let me see.\n{\"tool_calls\":[{\"name\":\"now\",\"arguments\":\"{cut\"}]}");
		assertThat(emulated.request().json().at("/messages/2").toString())
			.isEqualTo(json("{'role':'assistant','content':'a'}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "'tools':7|tools", "'tools':[7]|tools[0].type",
			"'tools':[{'type':'custom'}]|tools[0].type", "'tools':[{'type':'function'}]|tools[0].function.name",
			"'tools':[{'type':'function','function':{'name':'a b'}}]|tools[0].function.name",
			"'tools':[{'type':'function','function':{'name':'a','description':7}}]|tools[0].function.description",
			"'tools':[{'type':'function','function':{'name':'a','parameters':7}}]|tools[0].function.parameters",
			"'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'string'}}}]|tools[0].function.parameters",
			"'tools':[" + NOW + "," + NOW + "]|tools[1].function.name",
			"'tools':[" + NOW + "],'tool_choice':'maybe'|tool_choice", "'tool_choice':'required'|tool_choice",
			"'tools':[" + NOW + "],'tool_choice':{'type':'allowed_tools'}|tool_choice.type",
			"'tools':[" + NOW + "],'tool_choice':{'type':'function','function':{'name':'x'}}|tool_choice.function.name",
			"'tools':[" + NOW + "],'parallel_tool_calls':1|parallel_tool_calls",
			"'tools':[" + NOW + "],'stop':'x'|stop", "'tools':[" + NOW + "],'stop':['x']|stop",
			"'tools':[" + NOW + "],'response_format':{'type':'xml'}|response_format.type",
			"'tools':[" + NOW + "],'response_format':{'type':'json_schema'}|response_format.json_schema.schema",
			"'messages':[{'role':'tool','content':'x'}]|messages[0].tool_call_id",
			"'messages':[{'role':'tool','tool_call_id':'c','content':7}]|messages[0].content",
			"'messages':[{'role':'tool','tool_call_id':'c','content':[{'type':'image_url'}]}]|messages[0].content",
			"'messages':[{'role':'assistant','tool_calls':{}}]|messages[0].tool_calls",
			"'messages':[{'role':'assistant','tool_calls':[{}]}]|messages[0].tool_calls[0].function.name" })
	void wrongFieldIsNamed(String fields, String field) {
		InvalidToolsException refused = catchThrowableOfType(InvalidToolsException.class,
				() -> emulate("{" + fields + "}"));
		assertThat(refused.field()).isEqualTo(field);
		assertThat(refused.code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED);
		assertThat(refused).hasMessageStartingWith(field + " ");
	}

	@Test
	void requestsWithNothingAboutToolsAreLeftAlone() {
		assertThat(EmulatedTools.isNeededFor(request("{" + HELLO + "}"))).isFalse();
		assertThat(EmulatedTools.isNeededFor(request("{'tools':null,'tool_choice':null}"))).isFalse();
		assertThat(EmulatedTools.isNeededFor(request("{'parallel_tool_calls':true}"))).isFalse();
		for (String json : List.of("{'tools':[]}", "{'tool_choice':'none'}", "{'messages':[{'role':'tool'}]}",
				"{'messages':[{'role':'assistant','tool_calls':[]}]}")) {
			assertThat(EmulatedTools.isNeededFor(request(json))).as(json).isTrue();
		}
	}

}
