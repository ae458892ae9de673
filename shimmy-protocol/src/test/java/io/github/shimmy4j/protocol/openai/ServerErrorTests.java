package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ServerError}: what is said, in JSON with single quotes. */
class ServerErrorTests {

	private static ShimmyException in(String said) {
		return ServerError.in(CompletionShapeTests.json(said), "Said");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'error':{'message':'on fire','type':'server_error'}}        | GENERATION_FAILED | on fire
			{'error':'on fire'}                                          | GENERATION_FAILED | on fire
			{'error':['on fire']}                                        | GENERATION_FAILED | ["on fire"]
			{'error':{'message':' ','x':1}}                              | GENERATION_FAILED | {"message":" ","x":1}
			{'object':'error','message':'on fire','code':500}            | GENERATION_FAILED | on fire
			{'error':{'code':429,'message':'too many'}}                  | OVERLOADED        | too many
			{'error':{'code':'503','message':'later'}}                   | OVERLOADED        | later
			{'error':{'code':400,'message':'no such tool'}}              | REQUEST_REJECTED  | no such tool
			{'error':{'type':'invalid_request_error','message':'no'}}    | REQUEST_REJECTED  | no
			{'error':{'code':'context_length_exceeded','message':'9>8'}} | CONTEXT_EXCEEDED  | 9>8
			{'error':{'type':'exceed_context_size_error','message':'9'}} | CONTEXT_EXCEEDED  | 9
			{'error':{'code':'sidecar_lost','message':'it ended'}}       | SIDECAR_LOST      | it ended
			""")
	void errorIsFoundInEachShape(String said, ShimmyErrorCode code, String words) {
		assertThat(in(said)).hasMessage("Said: " + words)
			.isNotInstanceOf(InvalidAnswerException.class)
			.extracting(ShimmyException::code)
			.isEqualTo(code);
	}

	@Test
	void answerAgainstItsSchemaIsNoFaultOfTheServer() {
		assertThat(in("{'error':{'message':'not so','code':'invalid_answer'}}"))
			.isInstanceOf(InvalidAnswerException.class)
			.hasMessage("Said: not so");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{'error':null}", "{'error':''}", "{'error':' '}", "{'error':false}",
			"{'object':'chat.completion'}" })
	void answerWithoutAnErrorHasNone(String said) {
		assertThat(in(said)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'error':{'message':'no','type':'t','x':1}}      | {'error':{'message':'no','type':'t','x':1}}
					{'error':{'code':400,'message':'no'}}            | {'error':{'code':'400','message':'no'}}
					{'error':{'type':'exceed_context_size_error','message':'9'}} | {'error':{'type':'exceed_context_size_error','message':'9','code':'context_length_exceeded'}}
					{'error':'no'}                                   | {'error':{'message':'no'}}
					[{'error':{'message':'no'}}]                     | {'error':{'message':'no'}}
					{'message':'no'}                                 | {'error':{'message':'no'}}
					{'detail':'no'}                                  | {'error':{'message':'no'}}
					{'detail':[{'msg':'no'}]}                        | {'error':{'message':'[{\\'msg\\':\\'no\\'}]'}}
					'no'                                             | {'error':{'message':'no'}}
					<h1>Oops</h1>                                    | {'error':{'message':'<h1>Oops</h1>'}}
					""")
	void bodyIsBroughtIntoTheShapeOfOpenAi(String said, String body) {
		assertThat(ServerError.body(said.replace('\'', '"'))).isEqualTo(body.replace('\'', '"'));
	}

	/** The status alone would say OVERLOADED, as for a name of another server. */
	@ParameterizedTest
	@CsvSource({ "disk_full,DISK_FULL", "model_not_found,MODEL_NOT_FOUND", "rate_limit_exceeded,OVERLOADED",
			"context_length_exceeded,CONTEXT_EXCEEDED" })
	void gatewayOfOursTellsItsCodeByName(String name, ShimmyErrorCode code) {
		assertThat(
				ServerError.of(503, "{\"error\":{\"message\":\"no\",\"code\":\"%s\"}}".formatted(name), "GET /").code())
			.isEqualTo(code);
	}

	@Test
	void emptyBodyStaysEmpty() {
		assertThat(ServerError.body(" \n")).isEmpty();
	}

	@Test
	void wordsArePrintableAndBounded() {
		assertThat(ServerError.unreadable("No", "a\u001b[31mb\n\u202e" + "x".repeat(1000)))
			.hasMessageStartingWith("No: 'a\\u001b[31mb\\n\\u202exxx")
			.hasMessageEndingWith("…'")
			.extracting((ex) -> ex.getMessage().length())
			.satisfies((length) -> assertThat(length).isLessThan(350));
		assertThat(ServerError.unreadable("No", " ")).hasMessage("No");
	}

}
