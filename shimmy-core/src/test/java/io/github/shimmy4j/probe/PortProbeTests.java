package io.github.shimmy4j.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link PortProbe}. */
class PortProbeTests {

	@Test
	void listeningIsTrueOnceAServerListens() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThat(new PortProbe(server.getLocalPort()).listening()).isTrue();
		}
		assertThat(new PortProbe(FreePorts.range(1)).listening()).isFalse();
	}

	@Test
	void listeningOfASocketThatMetItselfIsFalseAndLeavesThePortToTheServer() throws IOException {
		int port = FreePorts.range(1);
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress("127.0.0.1", port));
			assertThat(new PortProbe(port).listening(socket)).isFalse();
			assertThat(socket.isConnected()).isTrue();
		}
		try (ServerSocket server = new ServerSocket()) {
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress("127.0.0.1", port));
			assertThat(server.isBound()).isTrue();
		}
	}

}
