package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PortOccupantTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";

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
			return PortOccupant.of(address);
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
			assertThat(PortOccupant.of(address)).isEqualTo("another program");
		}
	}

	/** Before, the start of the daemon waited for ever for the end of the page. */
	@Test
	void serverThatStopsAfterTheHeadIsAnotherProgram() throws IOException {
		assertThat(occupantThatSends(HEAD, false)).isEqualTo("another program");
	}

	/** Before, the start of the daemon read all of it into memory. */
	@Test
	void serverThatSendsWithoutEndIsAnotherProgram() throws IOException {
		assertThat(occupantThatSends(HEAD, true)).isEqualTo("another program");
	}

	@Test
	void ollamaIsRecognisedAlsoIfItsPageHasNoEnd() throws IOException {
		assertThat(occupantThatSends(HEAD + "Ollama is running", true)).isEqualTo("Ollama");
	}

	/** Asks a server that never ends its page; an endless one goes on with zeros. */
	private static String occupantThatSends(String beginning, boolean endless) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
			// Not on the common pool, which may have one thread.
			new Thread(() -> serve(server, beginning, endless)).start();
			CompletableFuture<String> occupant = CompletableFuture
				.supplyAsync(() -> PortOccupant.of(new BindAddress(LOOPBACK, server.getLocalPort())));
			assertThat(occupant).succeedsWithin(Duration.ofSeconds(10));
			return occupant.join();
		}
	}

	/** Serves one client, until it or the server is closed. */
	private static void serve(ServerSocket server, String beginning, boolean endless) {
		byte[] zeros = new byte[8192];
		try (Socket client = server.accept()) {
			OutputStream out = client.getOutputStream();
			out.write(beginning.getBytes(StandardCharsets.US_ASCII));
			while (endless) {
				out.write(zeros);
			}
			// Until the client leaves.
			client.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			// The client has left.
		}
	}

}
