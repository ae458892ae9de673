package io.github.shimmy4j.protocol.ollama;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.ollama.OllamaRequest.Purpose;
import io.github.shimmy4j.protocol.ollama.OllamaRequest.Route;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Requests in JSON with single quotes. Those of ollama's Python client 0.6.3 have its
 * shapes and field order, as recorded.
 */
class OllamaRequestTests {

	private static final String USER = "'messages':[{'role':'user','content':'Hi'}]";

	static JsonNode json(String json) {
		return JsonMapper.shared().readTree(json.replace('\'', '"'));
	}

	private static OllamaRequest chat(String rest) {
		return OllamaRequest.chat(json("{'model':'tiny'," + USER + rest + "}"));
	}

	private static OllamaRequest generate(String rest) {
		return OllamaRequest.generate(json("{'model':'tiny','prompt':'Hi'" + rest + "}"));
	}

	private static String sent(OllamaRequest request) {
		return CompletionRequest.of(request.conversation()).json().toString().replace('"', '\'');
	}

	static InvalidFieldException refused(String route, String body) {
		return catchThrowableOfType(InvalidFieldException.class,
				() -> (route.equals("chat") ? OllamaRequest.chat(json(body)) : OllamaRequest.generate(json(body)))
					.fields());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'model':'tiny','stream':false,'options':{'num_predict':8,'temperature':0},'messages':[{'role':'user','content':'Hi'}],'tools':[]} | {'model':'tiny','messages':[{'role':'user','content':'Hi'}],'temperature':0.0,'max_tokens':8,'stream':false}
					{'model':'tiny','stream':true,'options':{'num_predict':8,'temperature':0},'messages':[{'role':'user','content':'Hi'}],'tools':[]} | {'model':'tiny','messages':[{'role':'user','content':'Hi'}],'temperature':0.0,'max_tokens':8,'stream':true}
					{'model':'tiny','stream':false,'options':{'num_predict':40},'format':{'type':'object','properties':{'a':{'enum':['b']}},'required':['a']},'messages':[{'role':'user','content':'Hi'}],'tools':[]} | {'model':'tiny','messages':[{'role':'user','content':'Hi'}],'max_tokens':40,'response_format':{'type':'json_schema','json_schema':{'name':'answer','schema':{'type':'object','properties':{'a':{'enum':['b']}},'required':['a']}}},'stream':false}
					{'model':'tiny','stream':false,'messages':[{'role':'user','content':'Hi'}],'tools':[{'type':'function','function':{'name':'look','description':'Looks.','parameters':{'type':'object','properties':{}}}}]} | {'model':'tiny','messages':[{'role':'user','content':'Hi'}],'tools':[{'type':'function','function':{'name':'look','description':'Looks.','parameters':{'type':'object','properties':{}}}}],'stream':false}
					{'model':'tiny','messages':[{'role':'System','content':'Be brief.'},{'role':'user','content':'Hi'}]} | {'model':'tiny','messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'Hi'}],'stream':true}
					""")
	void chatOfThePythonClientBecomesARequestToTheServer(String body, String sent) {
		OllamaRequest request = OllamaRequest.chat(json(body));
		assertThat(sent(request)).isEqualTo(sent);
		assertThat(request.route()).isEqualTo(Route.CHAT);
		assertThat(request.purpose()).isEqualTo(Purpose.ANSWER);
		assertThat(request.fields()).isEqualTo(new FieldReport(List.of(), List.of()));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'model':'tiny','stream':false,'options':{'num_predict':8,'temperature':0},'prompt':'Hi'} | {'model':'tiny','messages':[{'role':'user','content':'Hi'}],'temperature':0.0,'max_tokens':8,'stream':false}
					{'model':'tiny','prompt':'Hi','system':'Be brief.','suffix':'','template':'','context':[],'raw':false,'format':'','images':[]} | {'model':'tiny','messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'Hi'}],'stream':true}
					{'model':'tiny','prompt':'What is it?','images':['R0lGODlh'],'format':'json'} | {'model':'tiny','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/gif;base64,R0lGODlh'}},{'type':'text','text':'What is it?'}]}],'response_format':{'type':'json_object'},'stream':true}
					""")
	void generateBecomesAConversation(String body, String sent) {
		OllamaRequest request = OllamaRequest.generate(json(body));
		assertThat(sent(request)).isEqualTo(sent);
		assertThat(request.route()).isEqualTo(Route.GENERATE);
		assertThat(request.fields().unknown()).isEmpty();
	}

	@Test
	void everyOptionOfTheSamplingIsMapped() {
		Conversation conversation = chat(",'options':{'num_predict':100,'seed':42,'top_k':20,'top_p':0.9,'min_p':0.0,"
				+ "'typical_p':0.7,'repeat_last_n':33,'temperature':0.8,'repeat_penalty':1.2,'presence_penalty':1.5,"
				+ "'frequency_penalty':1.0,'stop':['\\n','user:']}")
			.conversation();
		assertThat(conversation.sampling().values()).containsOnlyKeys(Setting.values())
			.containsEntry(Setting.SEED, 42L)
			.containsEntry(Setting.TOP_K, 20L)
			.containsEntry(Setting.TYPICAL_P, 0.7)
			.containsEntry(Setting.FREQUENCY_PENALTY, 1.0);
		assertThat(conversation.answer().limit()).isEqualTo(100);
		assertThat(conversation.answer().stops()).containsExactly("\n", "user:");
	}

	@Test
	void optionThatIsNullIsAbsent() {
		Conversation conversation = chat(",'options':{'seed':null,'stop':null,'num_predict':null},'format':null,"
				+ "'tools':null,'think':null,'stream':null,'keep_alive':null")
			.conversation();
		assertThat(conversation).isEqualTo(chat("").conversation());
		assertThat(chat(",'options':null").conversation()).isEqualTo(chat("").conversation());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-2  |
			-1  |
			0   |
			8   | 8
			8.0 | 8
			""")
	void answerIsLimitedOnlyAboveZero(String predicted, Integer limit) {
		assertThat(chat(",'options':{'num_predict':" + predicted + "}").conversation().answer().limit())
			.isEqualTo(limit);
	}

	@Test
	void stopMayBeOneText() {
		assertThat(generate(",'options':{'stop':'###'}").conversation().answer().stops()).containsExactly("###");
	}

	@ParameterizedTest
	@CsvSource({ "true,ON", "false,OFF", "'\"low\"',ON", "'\"medium\"',ON", "'\"high\"',ON", "'\"max\"',ON",
			"null,UNSET" })
	void thinkingIsSwitched(String think, ThinkingMode mode) {
		OllamaRequest request = chat(",'think':" + think);
		assertThat(request.conversation().answer().thinking()).isEqualTo(mode);
		assertThat(request.fields().withoutEffect()).as("the level")
			.isEqualTo(think.startsWith("\"") ? List.of("think") : List.of());
	}

	@Test
	void answerIsStreamedUnlessTheRequestSaysNo() {
		assertThat(chat("").conversation().answer().stream()).isTrue();
		assertThat(chat(",'stream':true").conversation().answer().stream()).isTrue();
		assertThat(chat(",'stream':false").conversation().answer().stream()).isFalse();
		assertThat(generate("").conversation().answer().format()).isEqualTo(AnswerFormat.TEXT);
	}

	@Test
	void toolNeedsNoTypeAndNoParameters() {
		assertThat(chat(",'tools':[{'function':{'name':'look'}}]").conversation().tools().tools())
			.containsExactly(new ToolOffer.Tool("look", null, null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			chat     | {'model':'tiny'}                                       | LOAD
			chat     | {'model':'tiny','messages':[]}                         | LOAD
			chat     | {'model':'tiny','messages':[],'keep_alive':'5m'}       | LOAD
			chat     | {'model':'tiny','messages':[],'keep_alive':-1}         | LOAD
			chat     | {'model':'tiny','messages':[],'keep_alive':0}          | UNLOAD
			generate | {'model':'tiny'}                                       | LOAD
			generate | {'model':'tiny','prompt':'','keep_alive':'0s'}         | UNLOAD
			generate | {'model':'tiny','prompt':'','keep_alive':'1h0.5m10s'}  | LOAD
			generate | {'model':'tiny','prompt':'Hi','keep_alive':0}          | ANSWER
			""")
	void requestWithoutATextIsAboutTheModelOnly(String route, String body, Purpose purpose) {
		OllamaRequest request = route.equals("chat") ? OllamaRequest.chat(json(body))
				: OllamaRequest.generate(json(body));
		assertThat(request.purpose()).isEqualTo(purpose);
		assertThat(request.conversation().messages()).hasSize((purpose == Purpose.ANSWER) ? 1 : 0);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					[]                                          | body is a list of 0; it must be a JSON object
					{}                                          | model is missing; it must be a text that is not empty
					{'model':7}                                 | model is 7; it must be a text
					{'model':'a','messages':{}}                 | messages is an object; it must be a list of messages
					{'model':'a','messages':['b']}              | messages[0] is 'b'; it must be an object
					{'model':'a','stream':'no'}                 | stream is 'no'; it must be true or false
					{'model':'a','options':[]}                  | options is a list of 0; it must be an object
					{'model':'a','options':{'top_p':2}}         | options.top_p is 2; it must be a number from 0 to 1
					{'model':'a','options':{'top_k':1.5}}       | options.top_k is 1.5; it must be a whole number of at least -1
					{'model':'a','options':{'seed':'7'}}        | options.seed is '7'; it must be a whole number
					{'model':'a','options':{'seed':1e40}}       | options.seed is 1.0E40; it must be a whole number
					{'model':'a','options':{'num_predict':1e10}} | options.num_predict is 1.0E10; it must be a whole number of at most 2147483647
					{'model':'a','options':{'num_predict':true}} | options.num_predict is true; it must be a whole number of at most 2147483647
					{'model':'a','options':{'stop':['b','']}}   | options.stop[1] is ''; it must be a text that is not empty
					{'model':'a','options':{'stop':7}}          | options.stop is 7; it must be a text that is not empty
					{'model':'a','format':'xml'}                | format is 'xml'; it must be "json" or a JSON schema
					{'model':'a','format':true}                 | format is true; it must be "json" or a JSON schema
					{'model':'a','think':'deep'}                | think is 'deep'; it must be true, false, "low", "medium", "high" or "max"
					{'model':'a','think':1}                     | think is 1; it must be true, false, "low", "medium", "high" or "max"
					{'model':'a','keep_alive':'long'}           | keep_alive is 'long'; it must be a number of seconds, or a duration such as "5m"
					{'model':'a','keep_alive':true}             | keep_alive is true; it must be a number of seconds, or a duration such as "5m"
					{'model':'a','tools':[{'type':'web'}]}      | tools[0].type is 'web'; it must be 'function'
					{'model':'a','tools':[{}]}                  | tools[0].function is missing; it must be an object
					{'model':'a','tools':[{'function':7}]}      | tools[0].function is 7; it must be an object
					{'model':'a','tools':[{'function':{'name':''}}]} | tools[0].function.name is ''; it must be a text that is not empty
					{'model':'a','tools':[{'function':{'name':'b','parameters':[]}}]} | tools[0].function.parameters is a list of 0; it must be a JSON schema of type object
					""")
	void wrongValueIsRejectedWithItsFieldAndWhatIsAllowed(String body, String message) {
		InvalidFieldException failure = refused("chat", body);
		assertThat(failure).hasMessage(message);
		assertThat(failure.field()).isEqualTo(message.split(" ")[0]);
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "iVBORw0KGgoAAAAN", "/9j/4AAQSkZJ", "R0lGODlh", "UklGRgAAAABXRUJQ", "Qk0AAAAA" })
	void imageIsRecognizedByItsFirstBytes(String base64) {
		assertThat(sent(generate(",'images':['" + base64 + "']")))
			.containsPattern("'data:image/(png|jpeg|gif|webp|bmp);base64," + base64.replace("+", "[+]") + "'");
	}

	@Test
	void lineBreaksInBase64AreLeftOut() {
		assertThat(sent(generate(",'images':['R0lG\\r\\nODlh\\n']"))).contains("data:image/gif;base64,R0lGODlh'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'data:image/gif;base64,R0lGODlh'", "'R0lGODl'", "'R0lG*Dlh'", "'SGVsbG8gd29ybGQh'", "''",
			"7" })
	void whatIsNoImageIsRejected(String image) {
		assertThat(refused("generate", "{'model':'a','prompt':'b','images':['R0lGODlh'," + image + "]}"))
			.hasMessageStartingWith("images[1] is ")
			.hasMessageEndingWith("; it must be a PNG, JPEG, GIF, WebP or BMP file in base64, without a prefix");
	}

}
