package io.github.shimmy4j.protocol.openai;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import io.github.shimmy4j.protocol.field.FieldReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * OpenAI's JSON (with single quotes) in, conversations out. That they are the inverse of
 * what is written is a property of the round trips.
 */
class ConversationReaderTests {

	private static final String ASKED = "'messages':[{'role':'user','content':'Hi'}]";

	private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'look'}}]";

	private final FieldReport.Collector report = new FieldReport.Collector();

	private Conversation read(String json) {
		return ConversationReader
			.read(CompletionRequest.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), this.report);
	}

	private List<Message> messages(String json) {
		return read("{'messages':[" + json + "]}").messages();
	}

	private Conversation asked(String fields) {
		return read("{" + ASKED + "," + fields + "}");
	}

	private InvalidFieldException refused(String json) {
		InvalidFieldException failure = catchThrowableOfType(InvalidFieldException.class, () -> read(json));
		assertThat(failure).as(json).isNotNull();
		return failure;
	}

	@Test
	void requestNeedsNothingButMessages() {
		Conversation read = read("{" + ASKED + "}");
		assertThat(read.model()).isEmpty();
		assertThat(read.messages()).containsExactly(Message.of(Role.USER, new Part.Text("Hi")));
		assertThat(read.tools().tools()).isEmpty();
		assertThat(read.answer().limit()).isNull();
		assertThat(this.report.report()).isEqualTo(new FieldReport(List.of(), List.of()));
	}

	@Test
	void developerIsTheSystemAndRefusalsAreTexts() {
		assertThat(
				messages("{'role':'developer','content':'Be brief.'},{'role':'assistant','content':[{'type':'refusal',"
						+ "'refusal':'No.'}]},{'role':'assistant','content':null,'refusal':'Never.'}"))
			.containsExactly(Message.of(Role.SYSTEM, new Part.Text("Be brief.")),
					Message.of(Role.ASSISTANT, new Part.Text("No.")),
					Message.of(Role.ASSISTANT, new Part.Text("Never.")));
	}

	@Test
	void resultsThatFollowEachOtherAreOneMessageAndKnowTheirTools() {
		String calls = "{'role':'assistant','content':'','reasoning_content':'Hm','tool_calls':["
				+ "{'id':'a','type':'function','function':{'name':'look','arguments':'{ }'}},"
				+ "{'id':'b','function':{'name':'find','arguments':'{'}}]}";
		assertThat(messages(calls + ",{'role':'tool','tool_call_id':'b','content':[{'type':'text','text':'x'}]},"
				+ "{'role':'tool','tool_call_id':'a','name':'seen','content':''},{'role':'user','content':'And?'}"))
			.containsExactly(
					Message.of(Role.ASSISTANT, new Part.Thinking("Hm"), new Part.ToolCall("a", "look", "{ }"),
							new Part.ToolCall("b", "find", "{")),
					Message.of(Role.TOOL, new Part.ToolResult("b", "find", List.of(new Part.Text("x")), false),
							new Part.ToolResult("a", "seen", List.of(), false)),
					Message.of(Role.USER, new Part.Text("And?")));
	}

	@Test
	void imagesAreDataOrAddresses() {
		assertThat(
				messages("{'role':'user','content':[{'type':'image_url','image_url':{'url':'DATA:image/svg+xml;base64,"
						+ "aGk=','detail':'low'}},{'type':'image_url','image_url':{'url':'https://example.org/data:'}}]}"))
			.containsExactly(Message.of(Role.USER, new Part.Image("image/svg+xml", "aGk="),
					new Part.LinkedImage("https://example.org/data:")));
		assertThat(this.report.report().withoutEffect()).containsExactly("messages[].content[].image_url.detail");
	}

	@Test
	void rulesMayBeSaidInSeveralWays() {
		assertThat(asked("'max_tokens':7,'max_completion_tokens':8").answer().limit()).isEqualTo(8);
		assertThat(asked("'max_tokens':7,'max_completion_tokens':null").answer().limit()).isEqualTo(7);
		assertThat(asked("'stop':'END'").answer().stops()).containsExactly("END");
		assertThat(asked("'stop':['a','b']").answer().stops()).containsExactly("a", "b");
		assertThat(asked("'reasoning_effort':'none'").answer().thinking()).isEqualTo(ThinkingMode.OFF);
		assertThat(
				asked("'chat_template_kwargs':{'enable_thinking':true},'reasoning_effort':'none'").answer().thinking())
			.isEqualTo(ThinkingMode.ON);
		assertThat(asked("'response_format':{'type':'text'}").answer().format()).isEqualTo(AnswerFormat.TEXT);
		assertThat(asked("'response_format':{'type':'json_object'}").answer().format()).isEqualTo(AnswerFormat.JSON);
		assertThat(asked(TOOLS + ",'tool_choice':'none'").tools().choice()).isEqualTo(ToolChoice.NONE);
	}

	@Test
	void whatAsksForNothingIsLetIn() {
		asked("'n':1,'modalities':['text'],'logprobs':false,'top_logprobs':0,'logit_bias':{},'tools':[],'stop':[],"
				+ "'functions':[],'audio':null");
		assertThat(this.report.report()).isEqualTo(new FieldReport(List.of(), List.of()));
	}

	@Test
	void fieldsWithoutEffectAndUnknownOnesAreReported() {
		asked("'user':'me','reasoning_effort':'high','seed':7,'novelty':1,'response_format':{'type':'json_schema',"
				+ "'json_schema':{'name':'x','schema':{}}}");
		assertThat(this.report.report().withoutEffect()).containsExactlyInAnyOrder("user", "reasoning_effort",
				"response_format.json_schema.name");
		assertThat(this.report.report().unknown()).containsExactly("novelty");
		messages("{'role':'user','name':'Ann','content':'Hi'}");
		assertThat(this.report.report().withoutEffect()).contains("messages[].name");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			'n':2                                  | n
			'modalities':['text','audio']          | modalities
			'logprobs':true                        | logprobs
			'logit_bias':{'5':1}                   | logit_bias
			'functions':[{'name':'a'}]             | functions
			'tools':[{'type':'custom','custom':{}}] | tools[0].type
			'tool_choice':{'type':'allowed_tools'} | tool_choice.type
			""")
	void whatOtherProtocolsCannotSayIsNotSupported(String field, String path) {
		InvalidFieldException failure = refused("{" + ASKED + "," + field + "}");
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
		assertThat(failure.field()).isEqualTo(path);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					'max_tokens':0                               | max_tokens is 0; it must be a whole number of at least 1
					'temperature':'hot'                          | temperature is 'hot'; it must be a number of at least 0
					'stop':''                                    | stop is ''; it must be a text that is not empty, or a list of such texts
					'stop':{}                                    | stop is an object; it must be a list of texts
					'tools':[{'function':{}}]                    | tools[0].function.name is missing; it must be a text that is not empty
					'tools':[{'function':{'name':'a','parameters':[]}}] | tools[0].function.parameters is a list of 0; it must be a JSON schema of type object
					'tools':[{'function':{'name':'a'}},{'function':{'name':'a'}}] | tools[1].function.name is 'a'; it must be a name that no other tool has
					'tool_choice':'required'                     | tool_choice is 'required'; it must be 'auto' or 'none' where there are no tools
					'tool_choice':'any'                          | tool_choice is 'any'; it must be 'auto', 'none', 'required' or a function
					'tool_choice':{'function':{'name':'x'}}      | tool_choice.function.name is 'x'; it must be the name of one of the tools
					'response_format':{'type':'xml'}             | response_format.type is 'xml'; it must be 'text', 'json_object' or 'json_schema'
					'response_format':{'type':'json_schema','json_schema':{}} | response_format.json_schema.schema is missing; it must be a JSON schema
					""")
	void wrongFieldIsNamedWithItsValueAndWhatIsAllowed(String field, String message) {
		assertThat(refused("{" + ASKED + "," + field + "}")).hasMessage(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'role':'function','content':'x'}                       | role is 'function'; it must be 'system', 'developer', 'user', 'assistant' or 'tool'
					{'role':'user'}                                         | content is missing; it must be a text or a list of parts
					{'role':'user','content':[{'type':'file'}]}             | content[0].type is 'file'; it must be 'text' or 'image_url'
					{'role':'system','content':[{'type':'image_url'}]}      | content[0].type is 'image_url'; it must be 'text' in a message of this role
					{'role':'user','content':[{'type':'text'}]}             | content[0].text is missing; it must be a text
					{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:,x'}}]} | content[0].image_url.url is 'data:,x'; it must be an address, or data:image/TYPE;base64,DATA
					{'role':'tool','tool_call_id':'z','content':'x'}        | tool_call_id is 'z'; it must be the id of a call in an earlier message
					{'role':'assistant','tool_calls':[{'id':'a'}]}          | tool_calls[0].function is missing; it must be an object
					{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'b'}},{'id':'a','function':{'name':'b'}}]} | tool_calls[1].id is 'a'; it must be an id that no other call has
					""")
	void wrongMessageIsNamedWithItsValueAndWhatIsAllowed(String json, String message) {
		assertThat(refused("{'messages':[" + json + "]}")).hasMessage("messages[0]." + message);
	}

	@Test
	void requestWithoutMessagesIsRefused() {
		assertThat(refused("{}")).hasMessage("messages is missing; it must be a list of at least one message");
		assertThat(refused("{'messages':[]}"))
			.hasMessage("messages is a list of 0; it must be a list of at least one message");
	}

}
