package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Programs and files that are not taken for the daemon, although the file names them. */
class DaemonRecognitionTests {

	private static final String NONCE = DaemonProof.random(new SecureRandom());

	@RegisterExtension
	private final DaemonHome home = new DaemonHome();

	// States of the file

	@Test
	void damagedFileIsReplaced() throws IOException {
		Files.createDirectories(this.home.home().state());
		Files.writeString(this.home.home().daemonRecord(), "{\"schema\":1,\"pid\":");
		assertThat(startsAnother()).isPositive();
	}

	@Test
	void fileOfAnEndedProcessIsReplaced() throws Exception {
		Process ended = new ProcessBuilder("true").start();
		ended.waitFor();
		this.home.write(new DaemonRecord(1, ended.pid(), null, "127.0.0.1:9", "1.0", Secret.of(NONCE)));
		assertThat(startsAnother()).isNotEqualTo(ended.pid());
	}

	@Test
	void processThatGotTheIdIsLeftAlone() throws IOException {
		Process other = new ProcessBuilder("sleep", "600").start();
		try {
			this.home.write(new DaemonRecord(1, other.pid(), Instant.parse("2001-01-01T00:00:00Z"),
					"127.0.0.1:" + FreePorts.range(1), "0.1", Secret.of(NONCE)));
			assertThat(startsAnother()).isNotEqualTo(other.pid());
			assertThat(other.isAlive()).isTrue();
		}
		finally {
			other.destroyForcibly();
		}
	}

	@Test
	void linkIsRefused() throws IOException {
		Files.createDirectories(this.home.home().state());
		Files.createSymbolicLink(this.home.home().daemonRecord(), Files.createFile(this.home.beside("other")));
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_START_FAILED,
				() -> DaemonClient.ensureDaemonRunning(this.home.config()));
		assertThat(failure).hasMessageContaining("daemon.pid").hasMessageContaining("symbolic link");
		assertThat(this.home.starts()).isEmpty();
	}

	/** Only root can give a file away, so other users skip this. */
	@Test
	void fileOfAnotherUserIsRefused() throws IOException {
		Files.createDirectories(this.home.home().state());
		Path file = Files.createFile(this.home.home().daemonRecord());
		assumeThat(Files.getAttribute(file, "unix:uid")).as("user of this test").isEqualTo(0);
		Files.setAttribute(file, "unix:uid", 12345);
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_START_FAILED,
				() -> DaemonClient.ensureDaemonRunning(this.home.config()));
		assertThat(failure).hasMessageContaining(file.toString()).hasMessageContaining("user with the id 12345");
		assertThat(failure.remedy().format()).contains("must be removed");
		assertThat(this.home.starts()).isEmpty();
	}

	// States of the port

	@Test
	void programWithAnotherAnswerIsNotTheDaemon() throws IOException {
		foreign(404, "<html>");
	}

	@Test
	void programWithAnotherDocumentIsNotTheDaemon() throws IOException {
		foreign(200, "<html>");
	}

	@Test
	void programWithAWrongProofIsNotTheDaemon() throws IOException {
		foreign(200, "{\"service\":\"shimmy4j\",\"proof\":\"%s\"}".formatted(NONCE));
	}

	/** This JVM has the id and the port in the file, and gets neither key nor signal. */
	private void foreign(int status, String body) throws IOException {
		HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		CompletableFuture<String> key = new CompletableFuture<>();
		other.createContext("/", (exchange) -> {
			if (exchange.getRequestHeaders().containsKey("Authorization")) {
				key.complete("sent");
			}
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(status, bytes.length);
			exchange.getResponseBody().write(bytes);
			exchange.close();
		});
		other.start();
		try {
			this.home.write(DaemonRecord.ofThisProcess("127.0.0.1:" + other.getAddress().getPort(), "0.1", NONCE));
			assertThat(startsAnother()).isNotEqualTo(ProcessHandle.current().pid());
			assertThat(key).isNotDone();
		}
		finally {
			other.stop(0);
		}
	}

	@Test
	void programThatDoesNotAnswerIsNotTheDaemon() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			this.home.write(DaemonRecord.ofThisProcess("127.0.0.1:" + silent.getLocalPort(), "0.1", NONCE));
			assertThat(startsAnother()).isNotEqualTo(ProcessHandle.current().pid());
		}
	}

	/** Each byte ends a silence, and its answer never ends. */
	@Test
	void programThatDripsIsNotTheDaemon() throws IOException {
		try (ServerSocket dripping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Threads.daemon("dripping", () -> drip(dripping)).start();
			this.home.write(DaemonRecord.ofThisProcess("127.0.0.1:" + dripping.getLocalPort(), "0.1", NONCE));
			DaemonSearch search = new DaemonSearch(this.home.home(), new DaemonHttp(), Duration.ofMillis(500));
			assertThat(CompletableFuture.supplyAsync(() -> what(search))).succeedsWithin(Duration.ofSeconds(30))
				.asString()
				.contains("not whole after 500 ms");
		}
	}

	private static void drip(ServerSocket socket) {
		try (Socket connection = socket.accept(); OutputStream out = connection.getOutputStream()) {
			out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			while (true) {
				out.write(' ');
				out.flush();
				LockSupport.parkNanos(5_000_000);
			}
		}
		catch (IOException ex) {
			// The reader has left.
		}
	}

	private static String what(DaemonSearch search) {
		try {
			return search.look().what();
		}
		catch (InterruptedException ex) {
			return ex.toString();
		}
	}

	private long startsAnother() throws IOException {
		DaemonRecord started = DaemonClient.ensureDaemonRunning(this.home.config());
		assertThat(this.home.starts()).containsExactly(started.pid());
		assertThat(this.home.record()).isEqualTo(started);
		return started.pid();
	}

}
