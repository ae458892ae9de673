package io.github.shimmy4j.engine.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;

import io.github.shimmy4j.engine.ScriptedModel;
import io.github.shimmy4j.engine.generation.Slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** An answer that comes before the end of its request. */
class LingeringCloseTests {

	private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

	/** More than the system buffers for a peer that does not read. */
	private static final int LARGE = 16 << 20;

	private final DisposableServer server = new EngineServer(Access.of(Map.of(), ADDRESS), "1",
			new ServedModel("m", ServerUnderTest.CREATED, 7, 0, new ScriptedModel()), new Slots(1, 1))
		.bind(ADDRESS);

	@AfterEach
	void stop() {
		this.server.disposeNow();
	}

	/** The response was lost with the connection in one of ten requests. */
	@Test
	void answerIsReadAfterTheRestOfTheBodyWasSent() throws IOException {
		try (Socket socket = begin(LARGE)) {
			send(socket.getOutputStream(), LARGE);
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			assertThat(reader.readLine()).startsWith("HTTP/1.1 413 ");
			assertThat(reader.lines()).last().asString().contains("request_too_large");
		}
	}

	@Test
	void bodyWithoutAnEndIsCutOff() throws IOException {
		try (Socket socket = begin(Integer.MAX_VALUE)) {
			assertThatIOException().isThrownBy(() -> {
				while (true) {
					send(socket.getOutputStream(), 1024);
				}
			});
		}
	}

	private Socket begin(int length) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port());
		socket.getOutputStream()
			.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
					+ length + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static void send(OutputStream out, int bytes) throws IOException {
		byte[] part = new byte[1024];
		for (int sent = 0; sent < bytes; sent += part.length) {
			out.write(part);
		}
	}

}
