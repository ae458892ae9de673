package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Probabilities of the tokens of {@code /completions}. */
class TextLogprobsTests {

	/** As llama-server b10068 streams them. */
	private static final String LLAMA_SERVER = """
			data: {"choices":[{"text":" Paris","index":0,"logprobs":{"content":[{"id":7,"token":" Paris","bytes":[32],\
			"logprob":-0.5,"top_logprobs":[{"id":7,"token":" Paris","logprob":-0.5},{"id":9,"token":" the","logprob":-2}]}]},\
			"finish_reason":null}]}

			data: {"choices":[{"text":".","index":0,"logprobs":{"content":[{"token":".","logprob":-1.5,\
			"top_logprobs":[]}]},"finish_reason":null}]}

			data: {"choices":[{"text":"","index":0,"logprobs":null,"finish_reason":"length"}]}

			data: [DONE]

			""";

	/** As vLLM and OpenAI's older server stream them. */
	private static final String OPENAI = """
			data: {"choices":[{"text":" Paris","index":0,"logprobs":{"tokens":[" Paris"],"token_logprobs":[-0.5],\
			"top_logprobs":[{" Paris":-0.5," the":-2}],"text_offset":[0]},"finish_reason":null}]}

			data: {"choices":[{"text":".","index":0,"logprobs":{"tokens":["."],"token_logprobs":[-1.5],\
			"top_logprobs":[{}],"text_offset":[6]},"finish_reason":"length"}]}

			data: [DONE]

			""";

	private static final String EXPECTED = "{\"tokens\":[\" Paris\",\".\"],\"token_logprobs\":[-0.5,-1.5],"
			+ "\"top_logprobs\":[{\" Paris\":-0.5,\" the\":-2},{}],\"text_offset\":[0,6]}";

	private static String delivered(String events, boolean stream) {
		AnswerForm form = AnswerForm.ofText("1", new ModelName("m", "m"), stream, false, "");
		AnswerReader reader = new AnswerReader(form);
		reader.read(ByteBuffer.wrap(events.getBytes(StandardCharsets.UTF_8)));
		reader.end();
		return form.take();
	}

	@Test
	void wholeAnswerHasThoseOfAllTokens() {
		for (String events : new String[] { LLAMA_SERVER, OPENAI }) {
			JsonNode answer = JsonMapper.shared().readTree(delivered(events, false));
			assertThat(answer.at("/choices/0/text").asString()).isEqualTo(" Paris.");
			assertThat(answer.at("/choices/0/logprobs")).hasToString(EXPECTED);
		}
	}

	@Test
	void eachPieceHasThoseOfItsTokens() {
		for (String events : new String[] { LLAMA_SERVER, OPENAI }) {
			JsonNode second = delivered(events, true).lines()
				.filter((line) -> line.startsWith("data: {"))
				.map((line) -> JsonMapper.shared().readTree(line.substring("data: ".length())))
				.skip(1)
				.findFirst()
				.orElseThrow();
			assertThat(second.at("/choices/0/logprobs")).hasToString(
					"{\"tokens\":[\".\"],\"token_logprobs\":[-1.5]," + "\"top_logprobs\":[{}],\"text_offset\":[6]}");
		}
	}

	@Test
	void answerWithoutThemSaysNull() {
		String plain = "data: {\"choices\":[{\"text\":\"a\",\"index\":0,\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
		JsonNode choice = JsonMapper.shared().readTree(delivered(plain, false)).at("/choices/0");
		assertThat(choice.propertyNames()).contains("logprobs");
		assertThat(choice.path("logprobs").isNull()).isTrue();
	}

}
