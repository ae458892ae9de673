package io.github.shimmy4j.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.PortOwner;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Lets a server of our own pass the gate while the launched server loads its model. The
 * JVM then has loaded the HTTP client and the JSON parser, several hundred classes,
 * before the launched server can answer.
 */
final class GateRehearsal {

	private static final PrintableLogger logger = PrintableLogger.of(GateRehearsal.class);

	/** A JVM that has just started on a busy machine loads the classes for a second. */
	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final String ID = "rehearsal";

	private static final String BODY = "{\"data\":[{\"id\":\"" + ID + "\"}]}";

	/**
	 * The client closes each connection, so no thread is left that waits for another
	 * request.
	 */
	private static final byte[] REPLY = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
		.formatted(BODY.length(), BODY)
		.getBytes(StandardCharsets.US_ASCII);

	private GateRehearsal() {
	}

	/** Rehearses on threads of its own. A failure changes nothing but the speed. */
	static void begin(ReadinessGate gate, IntFunction<PortOwner> owner) {
		try {
			Threads.daemon("shimmy-rehearsal", () -> run(gate, owner)).start();
		}
		catch (OutOfMemoryError ex) {
			logger.debug("The gate is not rehearsed, because no thread can be started", ex);
		}
	}

	private static void run(ReadinessGate gate, IntFunction<PortOwner> owner) {
		try {
			logger.debug("The gate was rehearsed: {}", perform(gate, owner));
		}
		catch (IOException | RuntimeException | OutOfMemoryError ex) {
			logger.debug("The gate could not be rehearsed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static GateResult perform(ReadinessGate gate, IntFunction<PortOwner> owner)
			throws IOException, InterruptedException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Threads.daemon("shimmy-rehearsal-server", () -> serve(socket)).start();
			int port = socket.getLocalPort();
			return gate.await(new ProbedServer(port, ID, null), () -> owner.apply(port), new CompletableFuture<>(),
					LIMIT);
		}
	}

	/** Answers everything with the same, until the socket is closed. */
	private static void serve(ServerSocket socket) {
		while (!socket.isClosed()) {
			try (Socket connection = socket.accept()) {
				answer(connection);
			}
			catch (IOException ex) {
				// The socket or the connection was closed.
			}
		}
	}

	/** Bodies of requests are left unread: they have no blank line. */
	private static void answer(Socket connection) throws IOException {
		BufferedReader requests = new BufferedReader(
				new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
		String line = requests.readLine();
		while (line != null) {
			if (line.isEmpty()) {
				connection.getOutputStream().write(REPLY);
			}
			line = requests.readLine();
		}
	}

}
