package io.github.shimmy4j.gateway.session;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Sessions on shimmy, which counts no tokens and cannot be cancelled. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionBurstTests {

	private FakeGateway gateway;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.version("1.7.4"));
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	private HttpResponse<String> chat(String id, String question, String... fields) {
		return this.gateway.post("/v1/chat/completions", FakeGateway.body(question, fields), SessionKey.HEADER, id);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void turnsAreStoredWithAnEstimateOfTheirTokens(boolean stream) {
		String id = "burst-" + stream;
		for (int turn = 0; turn < 2; turn++) {
			assertThat(chat(id, "Repeat after me: apple " + turn, "\"stream\":" + stream).statusCode()).isEqualTo(200);
		}
		JsonNode session = this.gateway.document("/v1/session/" + id);
		assertThat(SessionChatTests.texts(session.path("messages"))).containsExactly("user: Repeat after me: apple 0",
				"assistant: apple 0", "user: Repeat after me: apple 1", "assistant: apple 1");
		assertThat(session.at("/usage/estimated").asBoolean()).as(session.toString()).isTrue();
		assertThat(session.at("/usage/total_tokens").asLong()).isPositive();
	}

	/** The server finishes the answer of a client that has left; nobody has read it. */
	@Test
	void answerThatIsReadToItsEndForNobodyIsNotStored() throws Exception {
		assertThat(chat("left", "Repeat after me: apple").statusCode()).isEqualTo(200);
		this.gateway.faults("reading-takes=1s");
		byte[] body = FakeGateway.body("Repeat after me: for nobody").getBytes(StandardCharsets.UTF_8);
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.gateway.port())) {
			client.getOutputStream()
				.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nx-shimmy-session: left\r\n"
						+ "Content-Length: " + body.length + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			client.getOutputStream().write(body);
			this.gateway.awaitRequest("for nobody");
		}
		this.gateway.awaitInFlight(0);
		this.gateway.clearFaults();
		assertThat(chat("left", "Repeat after me: pear").headers().firstValue(SessionRequests.MESSAGES)).hasValue("2");
		assertThat(this.gateway.document("/v1/session/left").toString()).doesNotContain("for nobody");
	}

}
