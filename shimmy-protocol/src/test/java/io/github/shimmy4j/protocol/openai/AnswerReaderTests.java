package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Bytes in, bytes out. ForeignBodiesTests has answers of foreign servers. */
class AnswerReaderTests {

	private static final String EVENTS = """
			\uFEFF: é\r
			data: {"model":"s4j-1","choices":[{"delta":{"role":"assistant","content":""}}]}\r
			\r
			data: {"choices":[{"delta":{"content":"Größe 🙂"}}]}

			data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

			data: {"usage":{"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":4}}}

			data: [DONE]

			""";

	private static final ModelName MODEL = new ModelName("s4j-1", "tiny");

	private final AnswerForm joined = new AnswerForm("7", MODEL, false);

	private static void feed(AnswerReader reader, byte[] bytes, int size) {
		for (int at = 0; at < bytes.length; at += size) {
			reader.read(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
		}
	}

	private static void read(AnswerReader reader, String text) {
		reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 7, 64, 8192 })
	void answerIsTheSameHoweverItsBytesArrive(int size) {
		AnswerReader reader = new AnswerReader(this.joined);
		feed(reader, EVENTS.getBytes(StandardCharsets.UTF_8), size);
		reader.end();
		JsonNode whole = JsonMapper.shared().readTree(this.joined.take());
		assertThat(whole.path("model").asString()).isEqualTo("tiny");
		assertThat(whole.path("id").asString()).isEqualTo("chatcmpl-7");
		assertThat(whole.path("choices").path(0).path("message").path("content").asString()).isEqualTo("Größe 🙂");
		assertThat(whole.path("choices").path(0).path("finish_reason").asString()).isEqualTo("stop");
		assertThat(reader.usage().readTokens()).isEqualTo(5);
	}

	@Test
	void chunkIsDeliveredAsSoonAsItIsThere() {
		AnswerForm events = new AnswerForm("7", MODEL, true);
		AnswerReader reader = new AnswerReader(events);
		read(reader, "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n");
		assertThat(reader.takeGrowth()).as("a role is no token").isFalse();
		assertThat(events.take()).contains("\"role\":\"assistant\"");
		read(reader, "data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"}}]}\n\ndata: {");
		assertThat(reader.takeGrowth()).isTrue();
		assertThat(reader.takeGrowth()).isFalse();
		assertThat(events.take()).contains("Yes").endsWith("\n\n").doesNotContain("DONE");
	}

	@Test
	void answersToSeveralChoicesAreJoinedEachForItself() {
		AnswerReader reader = new AnswerReader(this.joined);
		for (String chunk : new String[] { "{\"index\":1,\"delta\":{\"content\":\"No\"}}",
				"{\"index\":0,\"delta\":{\"content\":\"Yes\"},\"logprobs\":{\"content\":[{\"token\":\"Yes\"}]}}",
				"{\"index\":1,\"delta\":{\"content\":\"!\"},\"finish_reason\":\"length\"}",
				"{\"index\":0,\"delta\":{\"content\":\".\"},\"finish_reason\":\"stop\","
						+ "\"logprobs\":{\"content\":[{\"token\":\".\"}]}}" }) {
			read(reader, "data: {\"choices\":[" + chunk + "]}\n\n");
		}
		reader.end();
		JsonNode choices = JsonMapper.shared().readTree(this.joined.take()).path("choices");
		assertThat(choices.path(0).path("message").path("content").asString()).isEqualTo("Yes.");
		assertThat(choices.path(0).path("logprobs").path("content")).hasSize(2);
		assertThat(choices.path(1).path("message").path("content").asString()).isEqualTo("No!");
		assertThat(choices.path(1).path("finish_reason").asString()).isEqualTo("length");
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: ", "{", "" })
	void lineWithoutAnEndIsRefusedBeforeItFillsTheMemory(String begin) {
		AnswerReader reader = new AnswerReader(this.joined);
		byte[] endless = (begin + "x".repeat(5 * 1024 * 1024)).getBytes(StandardCharsets.UTF_8);
		ShimmyException refusal = catchThrowableOfType(ShimmyException.class, () -> feed(reader, endless, 8192));
		assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE);
		assertThat(refusal).hasMessageContaining("more than 4194304 bytes");
	}

	@Test
	void answerWithoutAnEndIsRefusedBeforeItFillsTheMemory() {
		AnswerReader reader = new AnswerReader(this.joined);
		byte[] chunk = ("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(1024 * 1024) + "\"}}]}\n\n")
			.getBytes(StandardCharsets.UTF_8);
		ShimmyException refusal = catchThrowableOfType(ShimmyException.class, () -> {
			for (int each = 0; each < 70; each++) {
				reader.read(ByteBuffer.wrap(chunk));
			}
		});
		assertThat(refusal).hasMessageContaining("more than 67108864 bytes");
	}

	@Test
	void onlyWhatShowsTheServerAtWorkIsProgress() {
		assertThat(progresses(events("event: ping", ": hello", "data: {}", "id: 7"))).containsExactly(false, false,
				false, false);
		assertThat(progresses(
				events("data: {\"choices\":[{\"delta\":{}}]}", "data: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}",
						"data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"}}]}")))
			.containsExactly(false, false, true);
		assertThat(progresses(events(report(4), report(4), report(8), report(8)))).containsExactly(true, false, true,
				false);
		assertThat(progresses(List.of("data: {", "\"choices\":[{", "\"delta\":{}}]}\n\n", "event", ": pi", "ng")))
			.as("the inside of a long line of data")
			.containsExactly(false, true, false, false, false, false);
		assertThat(progresses(List.of("{\"choices\"", " \n ", ":[]"))).as("a document")
			.containsExactly(true, false, true);
	}

	private static String report(int processed) {
		return "data: {\"prompt_progress\":{\"total\":9,\"processed\":%d}}".formatted(processed);
	}

	private static List<String> events(String... lines) {
		return Stream.of(lines).map((line) -> line + "\n\n").toList();
	}

	/** For each arrival, whether it is progress. */
	private static List<Boolean> progresses(List<String> arrivals) {
		AnswerReader reader = new AnswerReader(new AnswerForm("7", MODEL, false));
		List<Boolean> progresses = new ArrayList<>();
		for (String arrival : arrivals) {
			read(reader, arrival);
			progresses.add(reader.takeProgress());
		}
		return progresses;
	}

	@ParameterizedTest
	@ValueSource(strings = { "reasoning_content", "reasoning" })
	void thinkingIsKeptApartFromTheAnswerHoweverTheServerSendsIt(String field) {
		AnswerReader reader = new AnswerReader(this.joined);
		read(reader, "data: {\"choices\":[{\"delta\":{\"%s\":\"2+\"}}]}\n\n".formatted(field));
		assertThat(reader.takeGrowth()).as("growing thinking is no silence").isTrue();
		read(reader, "data: {\"choices\":[{\"delta\":{\"%s\":\"2\"}}]}\n\n".formatted(field));
		read(reader, "data: {\"choices\":[{\"delta\":{\"content\":\"<think> is a mark\"}}]}\n\n");
		read(reader, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
		reader.end();
		assertThinksAndSays("2+2", "<think> is a mark");
	}

	@Test
	void thinkingBetweenMarksIsKeptApartFromTheAnswer() {
		AnswerReader reader = new AnswerReader(this.joined);
		for (String piece : List.of("<thi", "nk>2+", "2</th", "ink>", "\\n\\n", "Four")) {
			read(reader, "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n".formatted(piece));
		}
		read(reader, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
		reader.end();
		assertThinksAndSays("2+2", "Four");
	}

	@Test
	void thinkingInAWholeAnswerIsKeptApartToo() {
		AnswerReader reader = new AnswerReader(this.joined);
		read(reader, "{\"choices\":[{\"message\":{\"content\":\"<think>2+2</think>Four\"}}]}");
		reader.end();
		assertThinksAndSays("2+2", "Four");
	}

	private void assertThinksAndSays(String thinking, String text) {
		JsonNode message = JsonMapper.shared().readTree(this.joined.take()).path("choices").path(0).path("message");
		assertThat(message.path("reasoning_content").asString()).isEqualTo(thinking);
		assertThat(message.path("content").asString()).isEqualTo(text);
		assertThat(message.has("reasoning")).isFalse();
	}

}
