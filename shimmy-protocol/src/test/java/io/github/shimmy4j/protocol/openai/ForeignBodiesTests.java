package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Answers of foreign servers, in JSON with single quotes. Clients that want a stream and
 * those that want a whole answer must get the same, and fail in the same way.
 */
class ForeignBodiesTests {

	private static final ModelName MODEL = new ModelName("s4j-1", "tiny");

	private static String delivered(String body, boolean stream) {
		AnswerForm form = new AnswerForm("7", MODEL, stream);
		AnswerReader reader = new AnswerReader(form);
		reader.read(ByteBuffer.wrap(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
		reader.end();
		assertThat(reader.takeDone()).isTrue();
		return form.take();
	}

	/** The whole answer, joined here if the client wants events. */
	private static JsonNode answer(String body, boolean stream) {
		String delivered = delivered(body, stream);
		return JsonMapper.shared().readTree(stream ? delivered(delivered, false) : delivered);
	}

	private static void assertSays(String body, String words) {
		JsonNode whole = answer(body, false);
		assertThat(whole.at("/choices/0/message/content").asString()).isEqualTo(words);
		assertThat(whole.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(answer(body, true)).isEqualTo(whole);
	}

	private static void assertFails(String body, ShimmyErrorCode code, String... words) {
		ShimmyException whole = catchThrowableOfType(ShimmyException.class, () -> delivered(body, false));
		ShimmyException stream = catchThrowableOfType(ShimmyException.class, () -> delivered(body, true));
		assertThat(List.of(whole, stream)).allSatisfy((failure) -> {
			assertThat(failure.code()).isEqualTo(code);
			assertThat(failure).hasMessageContainingAll(words);
		});
		assertThat(whole).hasMessage(stream.getMessage());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'choices':[{'message':{'content':'Yes, it is'}}]}",
			"\uFEFF{'choices':[{'message':{'content':'Yes, it is'},'finish_reason':null}],'error':null}",
			"[{'choices':[{'message':{'content':'Yes, it is'}}],'usage':{'prompt_tokens':5}}]",
			"data: {'choices':[{'delta':{'content':'Yes, '}}]}\n\ndata: {'choices':[{'delta':{'content':'it is'},'finish_reason':'eos'}]}\n\n",
			"data: {'choices':[{'delta':{'content':'Yes, it is'},'finish_reason':'stop'}]}\n\ndata: [DONE]\n\ndata: bye\n\nerror: late\n\n",
			"data: {'choices':[{'delta':{'content':'Yes, it is'},'finish_reason':'stop'}]}\n\ndata: [DONE]",
			"data: {'prompt_progress':{'total':9,'processed':3}}\n\ndata:\n\ndata: {'choices':[{'delta':{'content':'Yes, it is'},'finish_reason':'stop'}]}" })
	void answerIsGoodInWhateverFormItComes(String body) {
		assertSays(body, "Yes, it is");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'error':{'message':'on fire','type':'server_error'}}            | GENERATION_FAILED | on fire
			[{'error':{'code':429,'message':'too many'}}]                    | OVERLOADED        | too many
			{'error':{'code':'context_length_exceeded','message':'9 > 8'}}   | CONTEXT_EXCEEDED  | 9 > 8
			{'object':'error','message':'on fire'}                           | GENERATION_FAILED | on fire
			{'choices':[{'index':0,'error':{'message':'on fire'}}]}          | GENERATION_FAILED | on fire
			""")
	void errorWithAGoodStatusIsTheServersOwn(String error, ShimmyErrorCode code, String words) {
		assertFails(error, code, "The server answered with a success status and an error: " + words);
		assertFails("data: {'choices':[{'delta':{'content':'Yes'}}]}\n\ndata: %s\n\n".formatted(error), code,
				"The server reported in mid-stream: " + words);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'code':400,'message':'9 > 8','type':'exceed_context_size_error'} | CONTEXT_EXCEEDED  | 9 > 8
			{'error':{'code':503,'message':'Loading model'}}                  | OVERLOADED        | Loading model
			out of luck                                                       | GENERATION_FAILED | out of luck
			""")
	void errorInAFieldOfItsOwnIsTheServersOwn(String error, ShimmyErrorCode code, String words) {
		assertFails("error: " + error + "\n\n", code, words);
		assertFails("data: {'choices':[{'delta':{'content':'Yes'}}]}\n\nerror: " + error, code, words);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			``                                        | is empty
			<html>Sign in</html>                      | is not JSON: '<html>Sign in</html>'
			42                                        | is not a JSON object: '42'
			{'models':[]}                             | no choices: '{"models":[]}'
			data: {'choices':[{'delta':\\n\\n         | sent an event that is not JSON
			event: error\\ndata: out of luck\\n\\n    | sent an event that is not JSON: 'out of luck'
			data: {'message':{}}\\n\\ndata: {'x':1}\\n\\n | no chunks of a chat completion: '{"message":{}}'
			""")
	void whatCannotBeReadIsAnErrorWithTheServersWords(String body, String words) {
		assertFails(body.replace("\\n", "\n"), ShimmyErrorCode.INVALID_RESPONSE, words);
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: {'choices':[{'delta':{'content':'Yes'}}]}\n\n",
			"data: {'choices':[{'delta':{'content':'Yes'}}]}\n\ndata: [DONE]\n\n",
			"data: {'choices':[{'delta':{'content':'Yes'}}]}\n\ndata: {'choices':[{'del", ": hello\n\n", "data: ",
			"data: {'what':1}\n\ndata: {'choices':[{'delta':{'content':'Yes'}}]}\n\n" })
	void streamThatStopsIsCut(String body) {
		assertFails(body, ShimmyErrorCode.ANSWER_TRUNCATED, "The stream ended without a finish reason");
	}

	@Test
	void idOfTheLaunchIsInNoFormOfTheAnswer() {
		String body = "{'model':'s4j-1','choices':[{'message':{'content':'I am s4j-1'}}]}";
		assertThat(delivered(body, true)).contains("\"model\":\"tiny\"").doesNotContain("s4j-1");
		assertThat(answer(body, false).at("/choices/0/message/content").asString()).isEqualTo("I am tiny");
		assertFails("{'error':'no s4j-1'}", ShimmyErrorCode.GENERATION_FAILED, "no tiny");
	}

	@Test
	void formIsToldByItsMediaType() {
		assertThat(new AnswerForm("7", MODEL, true).contentType()).isEqualTo("text/event-stream");
		assertThat(new AnswerForm("7", MODEL, false).contentType()).isEqualTo("application/json");
	}

}
