package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.TokenCounter;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Bytes in, bytes out. What servers send is in ForeignAnswerTests. */
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

	private static final ServerEndpoint ENDPOINT = new ServerEndpoint(URI.create("http://127.0.0.1:1/v1"), null, "tiny",
			"s4j-1", ServerCapabilities.EMBEDDED, TokenCounter.UNAVAILABLE);

	private final AnswerForm joined = AnswerForm.of("7", ENDPOINT, false);

	private static void feed(AnswerReader reader, byte[] bytes, int size) throws IOException {
		for (int at = 0; at < bytes.length; at += size) {
			reader.read(new Buffer().write(bytes, at, Math.min(size, bytes.length - at)));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 7, 64, 8192 })
	void answerIsTheSameHoweverItsBytesArrive(int size) throws IOException {
		AnswerReader reader = new AnswerReader(this.joined);
		feed(reader, EVENTS.getBytes(StandardCharsets.UTF_8), size);
		reader.end();
		JsonNode whole = JsonMapper.shared().readTree(this.joined.out().readUtf8());
		assertThat(whole.path("model").asString()).isEqualTo("tiny");
		assertThat(whole.path("id").asString()).isEqualTo("chatcmpl-7");
		assertThat(whole.path("choices").path(0).path("message").path("content").asString()).isEqualTo("Größe 🙂");
		assertThat(whole.path("choices").path(0).path("finish_reason").asString()).isEqualTo("stop");
		assertThat(reader.usage().read()).isEqualTo(5);
	}

	@Test
	void chunkIsDeliveredAsSoonAsItIsThere() throws IOException {
		AnswerForm events = AnswerForm.of("7", ENDPOINT, true);
		AnswerReader reader = new AnswerReader(events);
		reader.read(new Buffer().writeUtf8("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n"));
		assertThat(reader.takeGrowth()).as("a role is no token").isFalse();
		assertThat(events.out().readUtf8()).contains("\"role\":\"assistant\"");
		reader.read(new Buffer().writeUtf8("data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"}}]}\n\ndata: {"));
		assertThat(reader.takeGrowth()).isTrue();
		assertThat(reader.takeGrowth()).isFalse();
		assertThat(events.out().readUtf8()).contains("Yes").endsWith("\n\n").doesNotContain("DONE");
	}

	@Test
	void answersToSeveralChoicesAreJoinedEachForItself() throws IOException {
		AnswerReader reader = new AnswerReader(this.joined);
		for (String chunk : new String[] { "{\"index\":1,\"delta\":{\"content\":\"No\"}}",
				"{\"index\":0,\"delta\":{\"content\":\"Yes\"},\"logprobs\":{\"content\":[{\"token\":\"Yes\"}]}}",
				"{\"index\":1,\"delta\":{\"content\":\"!\"},\"finish_reason\":\"length\"}",
				"{\"index\":0,\"delta\":{\"content\":\".\"},\"finish_reason\":\"stop\","
						+ "\"logprobs\":{\"content\":[{\"token\":\".\"}]}}" }) {
			reader.read(new Buffer().writeUtf8("data: {\"choices\":[" + chunk + "]}\n\n"));
		}
		reader.end();
		JsonNode choices = JsonMapper.shared().readTree(this.joined.out().readUtf8()).path("choices");
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
		TransportException refusal = catchThrowableOfType(TransportException.class, () -> feed(reader, endless, 8192));
		assertThat(refusal.failure().code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE);
		assertThat(refusal).hasMessageContaining("more than 4194304 bytes");
	}

	@Test
	void answerWithoutAnEndIsRefusedBeforeItFillsTheMemory() {
		AnswerReader reader = new AnswerReader(this.joined);
		byte[] chunk = ("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(1024 * 1024) + "\"}}]}\n\n")
			.getBytes(StandardCharsets.UTF_8);
		TransportException refusal = catchThrowableOfType(TransportException.class, () -> {
			for (int each = 0; each < 70; each++) {
				reader.read(new Buffer().write(chunk));
			}
		});
		assertThat(refusal).hasMessageContaining("more than 67108864 bytes");
	}

	@Test
	void onlyWhatShowsTheServerAtWorkIsProgress() throws IOException {
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

	/** Whether each of the arrivals is progress. */
	private static List<Boolean> progresses(List<String> arrivals) throws IOException {
		AnswerReader reader = new AnswerReader(AnswerForm.of("7", ENDPOINT, false));
		List<Boolean> progresses = new ArrayList<>();
		for (String arrival : arrivals) {
			reader.read(new Buffer().writeUtf8(arrival));
			progresses.add(reader.takeProgress());
		}
		return progresses;
	}

}
