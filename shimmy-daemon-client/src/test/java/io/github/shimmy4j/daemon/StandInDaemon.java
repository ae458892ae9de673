package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.ShimmyHome;

/**
 * A process that keeps the promises of a daemon, or breaks them: it holds the lock,
 * writes the file, proves itself, answers, and ends in order. Its options are
 * {@code NAME=VALUE}:
 * <ul>
 * <li>{@code version}: its version; {@code busy}: answers that it claims to be giving;
 * {@code idle}: whether it claims to be idle, which it does not tell otherwise
 * <li>{@code log=TEXT}: writes "ERROR: the TEXT in the log" to its log
 * <li>{@code die=N}: writes 40 lines and ends with this status, before it is ready
 * <li>{@code ready=FILE}: holds its lock, but listens only once the file exists
 * <li>{@code drain=FILE}: once told to end, closes its port and lives until the file
 * exists
 * </ul>
 */
final class StandInDaemon {

	/** One line with a process id for each start. */
	static final String STARTS = "starts";

	private static final String CHUNK = "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
			+ "\"model\":\"stand-in\",\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]}\n\n";

	private final Map<String, String> options = new HashMap<>();

	private final ShimmyHome home = ShimmyHome.of(System.getenv());

	private final String nonce = DaemonProof.random(new SecureRandom());

	private StandInDaemon(String[] arguments) {
		for (String argument : arguments) {
			this.options.put(argument.split("=")[0], argument.split("=")[1]);
		}
	}

	public static void main(String[] arguments) throws Exception {
		new StandInDaemon(arguments).run();
	}

	/** The command that runs it with these options. */
	static List<String> command(String... options) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx64m", "-cp", System.getProperty("java.class.path"),
						StandInDaemon.class.getName()));
		command.addAll(List.of(options));
		return command;
	}

	private void run() throws Exception {
		Files.createDirectories(this.home.state());
		InterProcessLock lock = InterProcessLock.tryAcquire(this.home.daemonLock()).orElse(null);
		if (lock == null) {
			System.err.println("ERROR: another daemon runs");
			System.exit(3);
		}
		Files.writeString(this.home.state().resolve(STARTS), ProcessHandle.current().pid() + "\n",
				StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		if (this.options.containsKey("log")) {
			Files.writeString(this.home.logs().resolve("daemon.log"),
					"ERROR: the %s in the log%n".formatted(this.options.get("log")), StandardOpenOption.APPEND);
		}
		if (this.options.containsKey("die")) {
			for (int line = 1; line < 40; line++) {
				System.out.println("line " + line);
			}
			System.err.println("ERROR: the model \u001b[31mdoes not fit\u001b[0m");
			System.exit(Integer.parseInt(this.options.get("die")));
		}
		awaitFile("ready");
		HttpServer server = HttpServer.create(address(), 0);
		server.setExecutor(Executors.newCachedThreadPool());
		server.createContext("/v1/daemon", this::prove);
		server.createContext("/v1/status",
				(exchange) -> answer(exchange, 200,
						"{%s\"slots\":{\"busy\":%s},\"queue\":{\"waiting\":0}}".formatted(
								this.options.containsKey("idle") ? "\"idle\":" + this.options.get("idle") + "," : "",
								option("busy", "0"))));
		server.createContext("/health", (exchange) -> answer(exchange, 200, "{}"));
		server.createContext("/v1/chat/completions", this::chat);
		server.start();
		DaemonRecord record = DaemonRecord.ofThisProcess("127.0.0.1:" + server.getAddress().getPort(),
				option("version", "1.0"), this.nonce);
		DaemonFile file = new DaemonFile(this.home);
		file.write(record);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			try {
				server.stop(0);
				awaitFile("drain");
				file.remove(record);
			}
			catch (IOException ex) {
				ex.printStackTrace();
			}
		}));
		new CountDownLatch(1).await();
	}

	private String option(String name, String otherwise) {
		return this.options.getOrDefault(name, otherwise);
	}

	/** A busy wait is as good as any in a process that does nothing else. */
	private void awaitFile(String option) {
		if (this.options.containsKey(option)) {
			System.out.println("waits to be " + option);
			Path file = Path.of(this.options.get(option));
			while (!Files.exists(file)) {
				LockSupport.parkNanos(5_000_000);
			}
		}
	}

	private static InetSocketAddress address() {
		String address = System.getenv().getOrDefault("SHIMMY_GATEWAY_BINDADDRESS", "127.0.0.1:0");
		URI uri = URI.create("http://" + address);
		return new InetSocketAddress(uri.getHost(), uri.getPort());
	}

	private void prove(HttpExchange exchange) throws IOException {
		System.out.println("proves itself");
		String challenge = exchange.getRequestURI().getQuery().split("=")[1];
		answer(exchange, 200, "{\"service\":\"shimmy4j\",\"version\":\"%s\",\"proof\":\"%s\"}"
			.formatted(option("version", "1.0"), DaemonProof.of(this.nonce, challenge)));
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private void chat(HttpExchange exchange) throws IOException {
		String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		if (!("Bearer " + DaemonProof.ownerKey(this.nonce))
			.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
			answer(exchange, 401, "{\"error\":{\"message\":\"no key\",\"code\":\"invalid_api_key\"}}");
		}
		else if (request.contains("unknown model")) {
			answer(exchange, 404, "{\"error\":{\"message\":\"no such model\",\"code\":\"model_not_found\"}}");
		}
		else if (request.contains("no context")) {
			answer(exchange, 503, "{\"error\":{\"message\":\"the disk is full\",\"code\":\"disk_full\"}}");
		}
		else {
			exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
			exchange.sendResponseHeaders(200, 0);
			try (OutputStream out = exchange.getResponseBody()) {
				stream(request, out);
			}
		}
	}

	private void stream(String request, OutputStream out) throws IOException {
		say(out, CHUNK.formatted("\"role\":\"assistant\",\"content\":\"Hello\"", "null"));
		if (request.contains("be killed")) {
			Runtime.getRuntime().halt(137);
		}
		if (request.contains("fall silent")) {
			LockSupport.park();
		}
		if (request.contains("fail")) {
			say(out, "data: {\"error\":{\"message\":\"the server died\",\"code\":\"sidecar_lost\"}}\n\n");
			return;
		}
		while (request.contains("never end")) {
			say(out, CHUNK.formatted("\"content\":\" again\"", "null"), "the reader has left");
		}
		say(out, CHUNK.formatted("\"content\":\", world\"", "null"));
		say(out, CHUNK.formatted("", "\"stop\"") + "data: [DONE]\n\n");
	}

	private static void say(OutputStream out, String text) throws IOException {
		out.write(text.getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	/** The same; notes in the output if nobody reads. */
	private static void say(OutputStream out, String text, String note) throws IOException {
		try {
			say(out, text);
		}
		catch (IOException ex) {
			System.out.println(note);
			throw ex;
		}
	}

}
