package io.github.shimmy4j.gateway.call;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams that wait in the queue show that they live. */
class WaitingStreamTests {

	private static final String STREAM = "\"stream\":true";

	@TempDir
	private Path directory;

	@Test
	void streamThatWaitsForItsTurnGetsItsHeadersAndHeartbeats() throws Exception {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.chat.max-concurrent=1", "shimmy.gateway.stream.hold=100ms",
				"shimmy.gateway.stream.heartbeat=100ms", "shimmy.chat.idle-timeout=60s")) {
			gateway.faults("generation-hangs");
			try (Socket first = gateway.ask("First", STREAM)) {
				gateway.awaitRequest("First");
				assertThat(first.isConnected()).isTrue();
				try (Socket second = gateway.ask("Second", STREAM)) {
					assertHeartbeats(second);
					assertThat(gateway.requests()).doesNotContain("Second");
				}
			}
		}
	}

	private static void assertHeartbeats(Socket waiting) throws IOException {
		waiting.setSoTimeout(30_000);
		BufferedReader answer = new BufferedReader(
				new InputStreamReader(waiting.getInputStream(), StandardCharsets.US_ASCII));
		assertThat(answer.readLine()).startsWith("HTTP/1.1 200");
		for (int beats = 0; beats < 3;) {
			beats += answer.readLine().startsWith(":") ? 1 : 0;
		}
	}

}
