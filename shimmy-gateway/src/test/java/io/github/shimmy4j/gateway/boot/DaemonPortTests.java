package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonPortTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private static String occupantOfPage(String page) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 1);
		server.createContext("/", (exchange) -> {
			byte[] body = page.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		try {
			BindAddress address = new BindAddress(LOOPBACK, server.getAddress().getPort());
			assertThat(DaemonPort.isFree(address)).isFalse();
			return DaemonPort.occupant(address);
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void ollamaIsRecognisedByItsPage() throws IOException {
		assertThat(occupantOfPage("Ollama is running")).isEqualTo("Ollama");
	}

	@Test
	void otherServerIsAnotherProgram() throws IOException {
		assertThat(occupantOfPage("It works!")).isEqualTo("another program");
	}

	@Test
	void serverThatSpeaksNoHttpIsAnotherProgram() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1, LOOPBACK)) {
			BindAddress address = new BindAddress(LOOPBACK, silent.getLocalPort());
			assertThat(DaemonPort.occupant(address)).isEqualTo("another program");
		}
	}

	@Test
	void freePortIsFound() {
		BindAddress found = DaemonPort.find();
		assertThat(found.isLoopback()).isTrue();
		assertThat(found.port()).isBetween(11_335, DaemonPort.USUAL);
	}

}
