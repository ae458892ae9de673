package io.github.shimmy4j.protocol.openai;

import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link CompletionRequest}: requests in JSON with single quotes. */
class CompletionRequestTests {

	private static CompletionRequest parse(String json) {
		return CompletionRequest.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'model':'a'}                 | true  | {'model':'wire','stream':true,'stream_options':{'include_usage':true}}
					{'model':'a','stream':false}  | true  | {'model':'wire','stream':true,'stream_options':{'include_usage':true}}
					{'stream_options':null}       | true  | {'stream_options':{'include_usage':true},'model':'wire','stream':true}
					{'stream_options':{'x':1}}    | true  | {'stream_options':{'x':1,'include_usage':true},'model':'wire','stream':true}
					{'stream_options':{'include_usage':false}} | true | {'stream_options':{'include_usage':false},'model':'wire','stream':true}
					{'stream':true,'stream_options':{'x':1},'y':[2]} | false | {'stream':false,'y':[2],'model':'wire'}
					""")
	void requestForAServerNamesItsModelAndAsksForUsage(String json, boolean stream, String sent) {
		CompletionRequest request = parse(json);
		assertThat(request.with("wire", stream)).asString(StandardCharsets.UTF_8).isEqualTo(sent.replace('\'', '"'));
		assertThat(request).as("not changed").isEqualTo(parse(json));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.12345678901234567890", "1E+400", "7", "123456789012345678901234567890", "1E-999999999",
			"2E+999999999" })
	void numbersKeepAllTheirDigits(String number) {
		byte[] sent = parse("{'x':[%s]}".formatted(number)).with("wire", false);
		assertThat(sent).asString(StandardCharsets.UTF_8).contains("[" + number + "]");
	}

	@Test
	void modelIsTheNameThatTheClientGives() {
		assertThat(parse("{'model':'house'}").model()).isEqualTo("house");
		assertThat(parse("{'model':null}").model()).isEmpty();
		assertThat(parse("{}").model()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                  | false
			{'stream':null}     | false
			{'stream':false}    | false
			{'stream':true}     | true
			""")
	void isStreamFollowsTheRequest(String json, boolean stream) {
		assertThat(parse(json).isStream()).isEqualTo(stream);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                                                         | 0
			{'messages':[{'content':'Größe'},{'content':'🙂'},{'content':null}]}        | 11
			{'messages':[{'content':[{'text':'ab'},{'image_url':{'url':'x'}}]}]}       | 2
			{'messages':[{'tool_calls':[{'id':'a'}]}]}                                 | 12
			{'tools':[1,2],'response_format':{'a':1}}                                  | 12
			""")
	void promptBytesCountsTheTextsThatTheServerReads(String json, long bytes) {
		assertThat(parse(json).promptBytes()).isEqualTo(bytes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "7", "{", "{\"a\":" })
	void bodyThatIsNoObjectIsRejected(String json) {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> CompletionRequest.parse(json.getBytes(StandardCharsets.UTF_8)))
			.withMessageStartingWith("The body of the request is not ")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED));
	}

	@Test
	void modelIsTheOnlyNameThatIsReplaced() {
		assertThat(parse("{'model':'tiny','messages':[{'content':'tiny'}]}").with("s4j-1", false))
			.asString(StandardCharsets.UTF_8)
			.contains("\"model\":\"s4j-1\"", "\"content\":\"tiny\"");
	}

}
