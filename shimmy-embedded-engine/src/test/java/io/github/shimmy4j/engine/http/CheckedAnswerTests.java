package io.github.shimmy4j.engine.http;

import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.engine.ScriptedModel;
import io.github.shimmy4j.engine.generation.ChatRequest;
import io.github.shimmy4j.engine.generation.Slots;
import io.github.shimmy4j.engine.http.AnswerStreams.Part;
import io.github.shimmy4j.engine.http.CheckedAnswer.InvalidAnswerException;
import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.schema.AnswerSchema;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A model that ignores the grammar, as llama.cpp does if it cannot read one. */
class CheckedAnswerTests {

	private final ScriptedModel model = new ScriptedModel();

	private final AnswerStreams answers = new AnswerStreams(this.model, new Slots(1, 1));

	@ParameterizedTest
	@ValueSource(strings = { "Sure! Here you are: {}", "", "{\"age\":-1}", "{\"age\":1}{}", "[]" })
	void wholeAnswerThatDoesNotFollowTheSchemaFails(String text) {
		this.model.answer = List.of(text, "");
		Reply reply = Failures.reply(failure(List.of()));
		assertThat(reply.status()).isEqualTo(422);
		JsonNode error = JsonMapper.shared().readTree(reply.body()).path("error");
		assertThat(error.path("code").asString()).isEqualTo("invalid_answer");
		assertThat(error.path("message").asString()).contains("does not follow the schema").doesNotContain("Exception");
		assertThat(Failures.error(failure(List.of())).type()).isEqualTo("invalid_request_error");
	}

	@Test
	void answerThatAStopStringCutsIsUpToTheClient() {
		this.model.answer = List.of("{\"age\"", ":", "1}", "");
		Reply reply = Failures.reply(failure(List.of(":")));
		assertThat(reply.status()).isEqualTo(400);
		assertThat(JsonMapper.shared().readTree(reply.body()).at("/error/param").asString()).isEqualTo("stop");
		assertThat(Failures.error(failure(List.of(":"))).code()).isEqualTo("invalid_stop");
	}

	@Test
	void answerThatFollowsTheSchemaEnds() {
		this.model.answer = List.of("{\"age\"", ":", "1}", "");
		assertThat(end(List.of("never"), null)).isEqualTo(FinishReason.STOP);
	}

	@Test
	void answerWithoutRoomEndsByLength() {
		this.model.answer = List.of("{", "\"age\"", ":", "1}", "");
		assertThat(end(List.of(), 2)).isEqualTo(FinishReason.LENGTH);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sure! Here you are", "{\"age\" 1", "{}{", "[1}" })
	void answerWithoutRoomThatIsNoBeginningOfJsonFails(String text) {
		this.model.answer = List.of(text, "more");
		assertThat(catchThrowableOfType(InvalidAnswerException.class, () -> end(List.of(), 1))).as(text).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a", "{\"age\":-", "[tru", "{\"age\":1.", "{\"age\":1}", "[\"\\ud8", "12" })
	void answerWithoutRoomThatIsABeginningOfJsonEndsByLength(String text) {
		this.model.answer = List.of(text, "more");
		assertThat(end(List.of(), 1)).isEqualTo(FinishReason.LENGTH);
	}

	private InvalidAnswerException failure(List<String> stop) {
		return catchThrowableOfType(InvalidAnswerException.class, () -> end(stop, null));
	}

	private FinishReason end(List<String> stop, Integer maxTokens) {
		AnswerSchema schema = AnswerSchema.of(JsonMapper.shared().readTree("""
				{"type":"object","properties":{"age":{"type":"integer","minimum":0}},"required":["age"]}"""));
		ChatRequest request = new ChatRequest(List.of(new ChatMessage("user", "x")), maxTokens, stop,
				new Sampling(0, null, null, 0, 0, schema));
		Part last = this.answers.to(request).blockLast(Duration.ofSeconds(10));
		return ((Part.End) last).outcome().reason();
	}

}
