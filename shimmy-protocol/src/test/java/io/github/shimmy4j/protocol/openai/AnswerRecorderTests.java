package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** An answer is recorded as the client was told it, and only if it is whole. */
class AnswerRecorderTests {

	private static final String CHUNK = "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
			+ "\"model\":\"s4j-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}\n\n";

	private static final String STOP = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
			+ "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n";

	private final List<Completion> recorded = new ArrayList<>();

	private AnswerReader reader(boolean stream) {
		return new AnswerReader(new AnswerForm("7", new ModelName("s4j-1", "tiny"), stream,
				new AnswerRecorder(AnswerTranslation.NONE, this.recorded::add)));
	}

	private static void read(AnswerReader reader, String text) {
		reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void streamIsRecordedOnceItIsWhole(boolean stream) {
		AnswerReader reader = reader(stream);
		read(reader, CHUNK.formatted("Yes") + CHUNK.formatted(", it is") + STOP);
		assertThat(this.recorded).isEmpty();
		read(reader, "data: [DONE]\n\n");
		assertThat(this.recorded).hasSize(1);
		Completion answer = this.recorded.get(0);
		assertThat(answer.message().path("content").asString()).isEqualTo("Yes, it is");
		assertThat(answer.usage()).isEqualTo(new Usage(5, 2, null));
		assertThat(answer.isUsageEstimated()).isFalse();
		reader.end();
		assertThat(this.recorded).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void documentIsRecorded(boolean stream) {
		AnswerReader reader = reader(stream);
		read(reader, "{\"choices\":[{\"message\":{\"content\":\"Yes\"},\"finish_reason\":\"stop\"}]}");
		reader.end();
		assertThat(this.recorded).hasSize(1);
		assertThat(this.recorded.get(0).message().path("content").asString()).isEqualTo("Yes");
		assertThat(this.recorded.get(0).usage()).isEqualTo(Usage.UNKNOWN);
	}

	@Test
	void answerThatBreaksOffIsNotRecorded() {
		AnswerReader reader = reader(true);
		read(reader, CHUNK.formatted("Yes"));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(reader::end);
		assertThat(this.recorded).isEmpty();
	}

	@Test
	void answerWithAnErrorIsNotRecorded() {
		AnswerReader reader = reader(true);
		read(reader, CHUNK.formatted("Yes"));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> read(reader, "data: {\"error\":{\"message\":\"no memory\"}}\n\n"));
		assertThat(this.recorded).isEmpty();
	}

}
