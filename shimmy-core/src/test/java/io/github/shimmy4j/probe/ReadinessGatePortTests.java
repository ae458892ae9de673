package io.github.shimmy4j.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for the port that {@link ReadinessGate} connects to. */
class ReadinessGatePortTests {

	@Test
	void listeningIsTrueOnceAServerListens() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThat(ReadinessGate.listening(server.getLocalPort())).isTrue();
		}
		assertThat(ReadinessGate.listening(FreePorts.range(1))).isFalse();
	}

	@Test
	void listeningOfASocketThatMetItselfIsFalseAndLeavesThePortToTheServer() throws IOException {
		int port = FreePorts.range(1);
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress("127.0.0.1", port));
			assertThat(ReadinessGate.listening(socket, port)).isFalse();
			assertThat(socket.isConnected()).isTrue();
		}
		try (ServerSocket server = new ServerSocket()) {
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress("127.0.0.1", port));
			assertThat(server.isBound()).isTrue();
		}
	}

}
