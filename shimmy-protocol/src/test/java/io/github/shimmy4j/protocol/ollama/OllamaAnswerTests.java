package io.github.shimmy4j.protocol.ollama;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerReader;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A server's bytes in, Ollama's bytes (with single quotes) out. The clock stands at 5 ms
 * when the request is sent, 2 ms after it has arrived, and goes on by hand.
 */
class OllamaAnswerTests {

	private static final String HEAD = "{'model':'tiny','created_at':'2026-11-30T10:00:00.123456789Z',";

	private static final String STREAMED = "'done':true,'done_reason':'stop','total_duration':42000000,"
			+ "'load_duration':2000000,'prompt_eval_count':9,'prompt_eval_duration':10000000,'eval_count':2,"
			+ "'eval_duration':30000000}";

	private long nanos = 5_000_000;

	private AnswerClock clock() {
		return new AnswerClock(() -> Instant.parse("2026-11-30T10:00:00.123456789Z"), () -> this.nanos, 3_000_000);
	}

	private static OllamaRequest request(String route, boolean stream) {
		String body = "{'model':'tiny','prompt':'Hi','stream':" + stream + "}";
		return route.equals("generate") ? OllamaRequest.generate(OllamaRequestTests.json(body))
				: OllamaRequest.chat(OllamaRequestTests
					.json("{'model':'tiny','messages':[{'role':'user','content':'Hi'}],'stream':" + stream + "}"));
	}

	private String answer(String route, boolean stream, String... chunks) {
		AnswerForm form = new AnswerForm("7", new ModelName("s4j-1", "tiny"),
				new OllamaAnswer(request(route, stream), clock()), AnswerTranslation.NONE);
		AnswerReader reader = new AnswerReader(form);
		this.nanos += 10_000_000;
		for (String chunk : chunks) {
			String event = chunk.startsWith("{'choices'") ? chunk : "{'choices':[" + chunk + "]}";
			reader
				.read(ByteBuffer.wrap(("data: " + event.replace('\'', '"') + "\n\n").getBytes(StandardCharsets.UTF_8)));
		}
		this.nanos += 30_000_000;
		reader.end();
		return form.take().replace('"', '\'');
	}

	private static String delta(String delta) {
		return "{'delta':" + delta + "}";
	}

	private static String last(String reason) {
		return "{'delta':{},'finish_reason':'" + reason + "'}";
	}

	private static final String USAGE = "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':2}}";

	@Test
	void chatIsALineForEachPieceAndOneAtTheEnd() {
		assertThat(answer("chat", true, delta("{'role':'assistant'}"), delta("{'reasoning_content':'Hm'}"),
				delta("{'content':'Größe'}"), delta("{'content':'\\n'}"), last("stop"), USAGE))
			.isEqualTo(HEAD + "'message':{'role':'assistant','content':'','thinking':'Hm'},'done':false}\n" + HEAD
					+ "'message':{'role':'assistant','content':'Größe'},'done':false}\n" + HEAD
					+ "'message':{'role':'assistant','content':'\\n'},'done':false}\n" + HEAD
					+ "'message':{'role':'assistant','content':''}," + STREAMED + "\n");
	}

	@Test
	void chatWithoutAStreamIsOneDocument() {
		assertThat(answer("chat", false, delta("{'reasoning_content':'Hm'}"), delta("{'reasoning_content':'.'}"),
				delta("{'content':'Yes'}"), delta("{'content':'.'}"), last("stop"), USAGE))
			.isEqualTo(HEAD + "'message':{'role':'assistant','content':'Yes.','thinking':'Hm.'}," + STREAMED);
	}

	@Test
	void generateSaysItsTextOutsideOfAMessage() {
		assertThat(answer("generate", true, delta("{'reasoning_content':'Hm'}"), delta("{'content':'Yes'}"),
				last("stop"), USAGE))
			.isEqualTo(HEAD + "'response':'','thinking':'Hm','done':false}\n" + HEAD
					+ "'response':'Yes','done':false}\n" + HEAD + "'response':''," + STREAMED + "\n");
		this.nanos = 5_000_000;
		assertThat(answer("generate", false, delta("{'content':'Yes'}"), last("stop"), USAGE))
			.isEqualTo(HEAD + "'response':'Yes'," + STREAMED);
	}

	@Test
	void callsHaveTheirArgumentsAsObjectsInOnePiece() {
		String[] chunks = { delta(
				"{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'look','arguments':''}}]}"),
				delta("{'tool_calls':[{'index':0,'function':{'arguments':'{\\'at\\':'}}]}"),
				delta("{'tool_calls':[{'index':1,'id':'b','function':{'name':'stop','arguments':''}}]}"),
				delta("{'tool_calls':[{'index':0,'function':{'arguments':'7}'}}]}"), last("tool_calls"), USAGE };
		String calls = "'tool_calls':[{'id':'a','function':{'index':0,'name':'look','arguments':{'at':7}}},"
				+ "{'id':'b','function':{'index':1,'name':'stop','arguments':{}}}]";
		assertThat(answer("chat", true, escaped(chunks)))
			.isEqualTo(HEAD + "'message':{'role':'assistant','content':''," + calls + "},'done':false}\n" + HEAD
					+ "'message':{'role':'assistant','content':''}," + STREAMED + "\n");
		this.nanos = 5_000_000;
		assertThat(answer("chat", false, escaped(chunks)))
			.isEqualTo(HEAD + "'message':{'role':'assistant','content':''," + calls + "}," + STREAMED);
	}

	/** Inside of arguments, a single quote becomes an escaped one. */
	private static String[] escaped(String... chunks) {
		String[] escaped = chunks.clone();
		for (int each = 0; each < escaped.length; each++) {
			escaped[each] = escaped[each].replace("\\'", "\\u0022");
		}
		return escaped;
	}

	@Test
	void callThatWasCutIsLeftOut() {
		assertThat(answer("chat", false,
				delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'look','arguments':'{'}}]}"),
				last("length")))
			.startsWith(HEAD + "'message':{'role':'assistant','content':''},'done':true,'done_reason':'length',");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "[]", "7" })
	void callWithBadArgumentsFails(String arguments) {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> answer("chat", false,
					delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'look','arguments':'" + arguments
							+ "'}}]}"),
					last("tool_calls")))
			.withMessage(
					"The server called the tool 'look' with arguments that are not a JSON object: '" + arguments + "'")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE));
	}

	@ParameterizedTest
	@CsvSource({ "stop,stop", "tool_calls,stop", "content_filter,stop", "length,length" })
	void endHasOllamasReason(String said, String reason) {
		assertThat(answer("chat", false, delta("{'content':'Yes'}"), last(said)))
			.contains("'done':true,'done_reason':'" + reason + "',");
	}

	@Test
	void serverThatCountsNoTokensGivesNoCounts() {
		assertThat(answer("chat", false, delta("{'content':'Yes'}"), last("stop"))).doesNotContain("count")
			.endsWith("'prompt_eval_duration':10000000,'eval_duration':30000000}");
	}

	@Test
	void answerWithoutAPieceHasNoTimeOfItsOwn() {
		OllamaAnswer answer = new OllamaAnswer(request("chat", false), clock());
		this.nanos += 1_000_000;
		assertThat(answer.end()).contains("\"prompt_eval_duration\":1000000,\"eval_duration\":0}");
	}

	@Test
	void contentTypeFollowsTheStream() {
		assertThat(new OllamaAnswer(request("chat", true), clock()).contentType()).isEqualTo("application/x-ndjson");
		assertThat(new OllamaAnswer(request("chat", false), clock()).contentType()).isEqualTo("application/json");
	}

	@Test
	void argumentsOfAnUnknownCallAreADefect() {
		OllamaAnswer answer = new OllamaAnswer(request("chat", true), clock());
		assertThatIllegalStateException().isThrownBy(() -> answer.delta(new Delta.CallArguments(3, "{}")))
			.withMessage("The call 3 has not begun");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					chat     | {'model':'tiny'}                | 'message':{'role':'assistant','content':''},'done':true,'done_reason':'load'}
					chat     | {'model':'tiny','keep_alive':0} | 'message':{'role':'assistant','content':''},'done':true,'done_reason':'unload'}
					generate | {'model':'tiny'}                | 'response':'','done':true,'done_reason':'load'}
					generate | {'model':'tiny','keep_alive':0} | 'response':'','done':true,'done_reason':'unload'}
					""")
	void requestAboutTheModelIsAnsweredWithoutAText(String route, String body, String answer) {
		OllamaRequest request = route.equals("chat") ? OllamaRequest.chat(OllamaRequestTests.json(body))
				: OllamaRequest.generate(OllamaRequestTests.json(body));
		assertThat(OllamaAnswer.withoutText(request, clock()).toString().replace('"', '\'')).isEqualTo(HEAD + answer);
	}

	@Test
	void errorIsOneText() {
		OllamaError error = new OllamaError("model 'a' not found");
		assertThat(error.json().toString()).isEqualTo("{\"error\":\"model 'a' not found\"}");
		assertThat(error.line()).isEqualTo("{\"error\":\"model 'a' not found\"}\n");
	}

}
