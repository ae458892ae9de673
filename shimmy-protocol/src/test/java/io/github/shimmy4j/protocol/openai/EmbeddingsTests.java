package io.github.shimmy4j.protocol.openai;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests for {@link Embeddings}: JSON with single quotes. */
class EmbeddingsTests {

	@Test
	void requestAsksForTheSmallestForm() {
		assertThat(Embeddings.request("s4j-1", List.of("a \"b\"", "c"), null))
			.isEqualTo("{\"model\":\"s4j-1\",\"input\":[\"a \\\"b\\\"\",\"c\"],\"encoding_format\":\"base64\"}");
		assertThat(Embeddings.request("s4j-1", List.of("a"), 8)).endsWith(",\"dimensions\":8}");
	}

	@Test
	void parseReadsNumbersAndBase64InTheOrderOfTheTexts() {
		// AACAPwAAAMA= are the floats 1 and -2.
		Embeddings answer = parse("{'data':[{'index':1,'embedding':'AACAPwAAAMA='},{'index':0,'embedding':[0.5,3]}],"
				+ "'usage':{'prompt_tokens':7,'total_tokens':7}}", 2);
		assertThat(answer.vectors().get(0)).containsExactly(0.5f, 3f);
		assertThat(answer.vectors().get(1)).containsExactly(1f, -2f);
		assertThat(answer.tokens()).isEqualTo(7);
	}

	@Test
	void answerWithoutIndexesAndUsageIsReadInItsOrder() {
		Embeddings answer = parse("{'data':[{'embedding':[1]},{'embedding':[2]}]}", 2);
		assertThat(answer.vectors().get(1)).containsExactly(2f);
		assertThat(answer.tokens()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>", "{}", "{'data':[]}", "{'data':[{'embedding':[1]}]}",
			"{'data':[{'embedding':[1]},{'embedding':[1]},{'embedding':[1]}]}",
			"{'data':[{'index':0,'embedding':[1]},{'index':0,'embedding':[1]}]}",
			"{'data':[{'embedding':[1]},{'embedding':[1,2]}]}", "{'data':[{'embedding':[1]},{'embedding':[]}]}",
			"{'data':[{'embedding':[1]},{'embedding':['x']}]}", "{'data':[{'embedding':[1]},{'embedding':'*'}]}",
			"{'data':[{'embedding':[1]},{'index':-1,'embedding':[1]}]}" })
	void otherAnswersAreInvalid(String json) {
		assertThat(catchThrowableOfType(ShimmyException.class, () -> parse(json, 2)).code())
			.isEqualTo(ShimmyErrorCode.INVALID_RESPONSE);
	}

	@Test
	void errorWithASuccessStatusIsAFailure() {
		assertThat(catchThrowableOfType(ShimmyException.class, () -> parse("{'error':{'message':'no'}}", 1)))
			.hasMessageEndingWith("an error: no");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					500 | {'error':{'code':500,'message':'input (701 tokens) is too large to process. increase'}} | CONTEXT_EXCEEDED
					400 | {'error':{'type':'exceed_context_size_error','message':'too long'}}                     | CONTEXT_EXCEEDED
					500 | {'error':{'code':500,'message':'no'}}                                                   | GENERATION_FAILED
					400 | {'error':{'code':400,'message':'no'}}                                                   | REQUEST_REJECTED
					401 | ``                                                                                      | AUTHENTICATION_FAILED
					503 | {'error':'busy'}                                                                        | OVERLOADED
					413 | ``                                                                                      | CONTEXT_EXCEEDED
					404 | <html>                                                                                  | MODEL_NOT_FOUND
					""")
	void errorStatusHasACode(int status, String body, ShimmyErrorCode code) {
		ShimmyException failure = ServerError.of(status, body.replace('\'', '"'), "POST http://x");
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure).hasMessageStartingWith("POST http://x answered " + status);
	}

	private static Embeddings parse(String json, int texts) {
		return Embeddings.parse(json.replace('\'', '"'), texts);
	}

}
