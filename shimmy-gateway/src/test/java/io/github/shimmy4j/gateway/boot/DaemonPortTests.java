package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.support.FreePorts;
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
	void serverOnAllAddressesTakesTheLoopbackAddressToo() throws IOException {
		try (ServerSocket everywhere = new ServerSocket(0)) {
			assertThat(DaemonPort.isFree(new BindAddress(LOOPBACK, everywhere.getLocalPort()))).isFalse();
		}
	}

	/** Before, a program that waited for the daemon got a connection that broke. */
	@Test
	void searchAcceptsNoConnection() throws Exception {
		BindAddress address = new BindAddress(LOOPBACK, FreePorts.range(1));
		AtomicInteger attempts = new AtomicInteger();
		CompletableFuture<Integer> accepted = CompletableFuture.supplyAsync(() -> {
			int count = 0;
			while (attempts.incrementAndGet() < 500) {
				try (Socket waiting = new Socket(address.address(), address.port())) {
					count++;
				}
				catch (IOException ex) {
					// Nobody listens.
				}
			}
			return count;
		});
		while (!accepted.isDone()) {
			DaemonPort.isFree(address);
		}
		assertThat(accepted.join()).isZero();
	}

	@Test
	void freePortIsFound() {
		BindAddress found = DaemonPort.find();
		assertThat(found.isLoopback()).isTrue();
		assertThat(found.port()).isBetween(11_335, DaemonPort.USUAL);
	}

}
