package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link PlainChunk}, and that an answer is the same with it as without. */
class PlainChunkTests {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String HEAD = "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"tiny\",";

	@Test
	void chunkThatOnlyAddsToATextIsPlain() {
		String json = HEAD + "\"system_fingerprint\":\"b1\","
				+ "\"choices\":[{\"finish_reason\":null,\"index\":2,\"logprobs\":null,\"delta\":{\"content\":\"a\\n\"}}]}";
		assertThat(PlainChunk.read(json)).isEqualTo(new PlainChunk(json, 2, "a\n"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[DONE]", "7", "[]", "{}", "{\"error\":\"a\"}", "{\"choices\":[]}",
			HEAD + "\"choices\":[]}", HEAD + "\"choices\":[{\"index\":0,\"delta\":{}}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"}}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":null}}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":[\"a\"]}}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"content\":\"b\"}}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"reasoning_content\":\"b\"}}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"tool_calls\":[]}}]}",
			HEAD + "\"choices\":[{\"index\":\"0\",\"delta\":{\"content\":\"a\"}}]}",
			HEAD + "\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"error\":\"b\"}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{}}]}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]} {}",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]",
			HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}",
			HEAD + "\"usage\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}",
			HEAD + "\"usage\":{},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}",
			HEAD + "\"timings\":{},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}",
			"{\"model\":\"tiny\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}" })
	void anythingElseIsNot(String json) {
		assertThat(PlainChunk.read(json)).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answerIsTheSameWhetherChunksAreTakenAsPlainOrNot(boolean stream) {
		String body = body("", "Hel", "lo", " s4j-1", "<think>", "!");
		assertThat(delivered(body, stream, AnswerTranslation.NONE)).isEqualTo(delivered(body, stream, notPlain()));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void thinkingIsSeparatedThough(boolean stream) {
		String body = body("<thi", "nk>hm", " m</th", "ink>", "\n", "yes", " no");
		String delivered = delivered(body, stream, AnswerTranslation.NONE);
		assertThat(delivered).isEqualTo(delivered(body, stream, notPlain())).doesNotContain("think>");
	}

	private static String body(String... texts) {
		StringBuilder body = new StringBuilder();
		for (String text : texts) {
			body.append("data: ")
				.append(HEAD.replace("tiny", "s4j-1"))
				.append("\"choices\":[{\"index\":0,\"delta\":{\"content\":")
				.append(MAPPER.writeValueAsString(text))
				.append("},\"finish_reason\":null}]}\n\n");
		}
		return body + "data: " + HEAD
				+ "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
	}

	private static String delivered(String body, boolean stream, AnswerTranslation translation) {
		AnswerForm form = new AnswerForm("7", new ModelName("s4j-1", "tiny"), stream, translation);
		AnswerReader reader = new AnswerReader(form);
		reader.read(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
		assertThat(reader.takeDone()).isTrue();
		return form.take();
	}

	private static AnswerTranslation notPlain() {
		return new AnswerTranslation() {

			@Override
			public Completion.@Nullable Chunk chunk(Completion.Chunk chunk) {
				return chunk;
			}

			@Override
			public Completion whole(Completion completion) {
				return completion;
			}

		};
	}

}
