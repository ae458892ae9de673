package io.github.shimmy4j.gateway.session;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams that wait for the earlier requests of their session show that they live. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingSessionTests {

	private static final String LONG = "word ".repeat(80);

	private final HttpClient client = HttpClient.newHttpClient();

	private FakeGateway gateway;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.llamaServer(), "shimmy.gateway.stream.hold=100ms",
				"shimmy.gateway.stream.heartbeat=100ms", "shimmy.chat.max-concurrent=4", "shimmy.chat.idle-timeout=5s");
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@AfterEach
	void mend() {
		this.gateway.clearFaults();
	}

	/** Takes longer than a request may wait, with gaps far below the limit. */
	private HttpResponse<Stream<String>> longStream(String path, String id) throws Exception {
		this.gateway.faults("token-delay=100ms");
		HttpResponse<Stream<String>> answer = stream(path, id, "Repeat after me: " + LONG + id);
		this.gateway.awaitRequest(LONG + id);
		return answer;
	}

	private HttpResponse<Stream<String>> stream(String path, String id, String question) throws Exception {
		return this.client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.gateway.port() + path))
			.timeout(Duration.ofSeconds(30))
			.header(SessionKey.HEADER, id)
			.POST(BodyPublishers.ofString(
					FakeGateway.body(question, "\"stream\":true", "\"max_tokens\":80", "\"model\":\"Tiny-Llama\"")))
			.build(), BodyHandlers.ofLines());
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions, :, data: [DONE]", "/v1/messages, event: ping, event: message_stop" })
	void streamThatWaitsForItsSessionGetsHeartbeatsAndThenItsAnswer(String path, String beat, String end)
			throws Exception {
		String id = "beats" + path.length();
		try (Stream<String> first = longStream(path, id).body()) {
			HttpResponse<Stream<String>> second = stream(path, id, "Repeat after me: later " + id);
			assertThat(second.headers().firstValue(SessionKey.HEADER)).hasValue(id);
			assertThat(second.headers().firstValue(SessionRequests.MESSAGES)).as("not known yet").isEmpty();
			Iterator<String> lines = second.body().iterator();
			for (int beats = 0; beats < 3;) {
				beats += lines.next().startsWith(beat) ? 1 : 0;
			}
			assertThat(this.gateway.requests()).doesNotContain("later " + id);
			first.close();
			this.gateway.clearFaults();
			boolean hasEnded = false;
			while (lines.hasNext()) {
				hasEnded |= lines.next().equals(end);
			}
			assertThat(hasEnded).isTrue();
		}
		assertThat(SessionChatTests.texts(this.gateway.document("/v1/session/" + id).path("messages")))
			.containsExactly("user: Repeat after me: later " + id, "assistant: later " + id);
	}

	@Test
	void failureOfAWaitThatHasBegunIsTheLastEvent() throws Exception {
		try (Stream<String> first = longStream("/v1/chat/completions", "late").body()) {
			try (Stream<String> second = stream("/v1/chat/completions", "late", "Hello").body()) {
				assertThat(second.filter((line) -> line.startsWith("data:"))).first()
					.asString()
					.contains("not_ready", "The session 'late' was busy with earlier requests for PT5S");
			}
			assertThat(first).contains("data: [DONE]");
		}
	}

}
