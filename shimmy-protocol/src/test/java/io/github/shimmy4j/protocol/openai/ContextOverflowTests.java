package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.ContextExceededException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The words of servers for a prompt that is too long. */
class ContextOverflowTests {

	private static ShimmyException failure(String words) {
		ObjectNode body = JsonMapper.shared().createObjectNode();
		body.putObject("error").put("message", words).put("type", "BadRequestError").put("code", 400);
		return ServerError.of(400, body.toString(), "POST /v1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4500 in the messages, 500 in the completion). Please reduce the length. | 4500 | 500 | 4096
					This model's maximum context length is 4097 tokens, however you requested 5000 tokens (4200 in your prompt; 800 for the completion). | 4200 | 800 | 4097
					This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. | 9000 | 0 | 8192
					This model's maximum context length is 32768 tokens. However, your request has 40000 input tokens. Please reduce the length of the input messages. | 40000 | 0 | 32768
					"'max_tokens' or 'max_completion_tokens' is too large: 1000. This model's maximum context length is 4096 tokens and your request has 3500 input tokens (1000 > 4096 - 3500)." | 3500 | 1000 | 4096
					You passed 67073 input tokens and requested 64000 output tokens. However, the model's context length is only 131072 tokens, resulting in a maximum input length of 67072 tokens. | 67073 | 0 | 67072
					This model's maximum context length is 32768 tokens. However, you requested 64000 output tokens and your prompt contains at least 24576 input tokens. | 24576 | 64000 | 32768
					The input (5001 tokens) is longer than the model's context length (4096 tokens). | 5001 | 0 | 4096
					Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens: 4000 tokens from the input messages and 1000 tokens for the completion. | 4000 | 1000 | 4096
					The decoder prompt (length 5001) is longer than the maximum model length of 4096. | 5001 | 0 | 4096
					Prompt contains 250000 tokens, too large for model with 200000 maximum context length | 250000 | 0 | 200000
					This model's maximum prompt length is 131072 but the request contains 537812 tokens. | 537812 | 0 | 131072
					request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it | 5000 | 0 | 4096
					prompt is too long: 200001 tokens > 200000 maximum | 200001 | 0 | 200000
					""")
	void numbersAreReadFromTheWords(String words, long prompt, long answer, long maximum) {
		assertThat(failure(words)).isInstanceOfSatisfying(ContextExceededException.class, (exceeded) -> {
			assertThat(exceeded.promptTokens()).isEqualTo(prompt);
			assertThat(exceeded.answerTokens()).isEqualTo(answer);
			assertThat(exceeded.maximum()).isEqualTo(maximum);
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 500 })
	void fieldsOfLlamaServerWinOverItsWords(int status) {
		String body = "{'error':{'code':400,'message':'the request exceeds the available context size, try increasing it',"
				+ "'type':'exceed_context_size_error','n_prompt_tokens':5000,'n_ctx':4096}}";
		assertThat(ServerError.of(status, body.replace('\'', '"'), "POST /v1"))
			.isInstanceOfSatisfying(ContextExceededException.class, (exceeded) -> {
				assertThat(exceeded.promptTokens()).isEqualTo(5000);
				assertThat(exceeded.maximum()).isEqualTo(4096);
			});
		assertThat(ServerError.in(CompletionShapeTests.json(body), "Said"))
			.isInstanceOf(ContextExceededException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "The input is longer than the model's context length.",
			"the request exceeds the available context size. try increasing it" })
	void promptIsTooLongAlsoWithoutNumbers(String words) {
		assertThat(failure(words)).isNotInstanceOf(ContextExceededException.class)
			.extracting(ShimmyException::code)
			.isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "tool_choice is wrong", "The context has no such variable", "max_tokens must be at least 1" })
	void otherRefusalsStayWhatTheyAre(String words) {
		assertThat(failure(words).code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED);
	}

}
