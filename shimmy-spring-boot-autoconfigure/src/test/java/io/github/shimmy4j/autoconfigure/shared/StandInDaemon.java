package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.daemon.DaemonFile;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.ShimmyHome;

/**
 * A process that looks like a daemon to an application: it holds the lock, writes the
 * file, proves itself, tells the status in the file {@value #STATUS}, and answers chats
 * and requests for one vector. The question of a chat decides how: "die" ends the process
 * in mid-answer, "hold" stops there, "beat" sends comments for four seconds before the
 * answer.
 */
final class StandInDaemon {

	/**
	 * Next to {@code daemon.pid}; its status is {@link #READY} if there is no such file.
	 */
	static final String STATUS = "status.json";

	/** One line for each request: whose key it has, a space, the body. */
	static final String REQUESTS = "requests";

	/** The status from the next chat on. */
	static final String LATER = "status-later";

	static final String READY = "{\"status\":\"ok\",\"phase\":\"READY\",\"model\":\"real-name\",\"contextTokens\":4096,"
			+ "\"device\":\"CPU\",\"restarts\":2,\"slots\":{\"busy\":0},\"queue\":{\"waiting\":0}}";

	private static final String CHUNK = "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
			+ "\"model\":\"real-name\",\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]}\n\n";

	private final ShimmyHome home = ShimmyHome.of(System.getenv());

	private final String nonce = DaemonProof.random(new SecureRandom());

	private StandInDaemon() {
	}

	public static void main(String[] arguments) throws Exception {
		new StandInDaemon().run();
	}

	static List<String> command() {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-Xmx64m", "-cp", System.getProperty("java.class.path"),
				StandInDaemon.class.getName());
	}

	private void run() throws Exception {
		Files.createDirectories(this.home.state());
		InterProcessLock.tryAcquire(this.home.daemonLock()).orElseThrow();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newCachedThreadPool());
		server.createContext(DaemonProof.PATH, this::prove);
		server.createContext("/v1/status", (exchange) -> answer(exchange, status()));
		server.createContext("/v1/chat/completions", this::chat);
		server.createContext("/v1/embeddings", this::embed);
		server.start();
		new DaemonFile(this.home)
			.write(DaemonRecord.ofThisProcess("127.0.0.1:" + server.getAddress().getPort(), "1.2.3", this.nonce));
		new CountDownLatch(1).await();
	}

	private String status() throws IOException {
		Path file = this.home.state().resolve(STATUS);
		return Files.exists(file) ? Files.readString(file) : READY;
	}

	private void prove(HttpExchange exchange) throws IOException {
		String challenge = exchange.getRequestURI().getQuery().split("=")[1];
		answer(exchange, "{\"proof\":\"%s\"}".formatted(DaemonProof.of(this.nonce, challenge)));
	}

	private static void answer(HttpExchange exchange, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private String read(HttpExchange exchange) throws IOException {
		String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		boolean owner = ("Bearer " + DaemonProof.ownerKey(this.nonce))
			.equals(exchange.getRequestHeaders().getFirst("Authorization"));
		Files.writeString(this.home.state().resolve(REQUESTS), (owner ? "owner " : "stranger ") + request + "\n",
				StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		return request;
	}

	private void embed(HttpExchange exchange) throws IOException {
		read(exchange);
		answer(exchange, "{\"data\":[{\"index\":0,\"embedding\":[0.5,0.25]}],\"usage\":{\"prompt_tokens\":3}}");
	}

	private void chat(HttpExchange exchange) throws IOException {
		String request = read(exchange);
		Path later = this.home.state().resolve(LATER);
		if (Files.exists(later)) {
			Files.move(later, this.home.state().resolve(STATUS), StandardCopyOption.REPLACE_EXISTING);
		}
		exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, 0);
		try (OutputStream out = exchange.getResponseBody()) {
			if (request.contains("beat")) {
				for (int beat = 0; beat < 40; beat++) {
					say(out, ": the model is being loaded\n\n");
					LockSupport.parkNanos(100_000_000);
				}
			}
			say(out, CHUNK.formatted("\"role\":\"assistant\",\"content\":\"Hello\"", "null"));
			if (request.contains("die")) {
				Runtime.getRuntime().halt(137);
			}
			if (request.contains("hold")) {
				new CountDownLatch(1).await();
			}
			say(out, CHUNK.formatted("", "\"stop\"") + "data: [DONE]\n\n");
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private static void say(OutputStream out, String text) throws IOException {
		out.write(text.getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

}
