package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Finds the port of a daemon that was given none: Ollama's, because many programs have it
 * as a preset, or the next free one below it. Sidecars search upwards from 11435.
 */
final class DaemonPort {

	/** The port of Ollama. */
	static final int USUAL = 11_434;

	private static final int LOWEST = 11_335;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final PrintableLogger logger = PrintableLogger.of(DaemonPort.class);

	private DaemonPort() {
	}

	/**
	 * Finds a free port on the loopback address.
	 * @return the address to listen on
	 * @throws ShimmyException PORT_IN_USE if all ports are taken
	 */
	static BindAddress find() {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		for (int port = USUAL; port >= LOWEST; port--) {
			BindAddress candidate = new BindAddress(loopback, port);
			if (isFree(candidate)) {
				return candidate;
			}
			if (port == USUAL) {
				logger.info("Port {} is taken by {}; looking for a free port below it", port, occupant(candidate));
			}
		}
		throw new ShimmyException(ShimmyErrorCode.PORT_IN_USE,
				"All ports from %d down to %d are taken".formatted(USUAL, LOWEST));
	}

	/**
	 * Whether a server can listen there now. No server socket is opened: it would accept
	 * a program that waits for the daemon, and then break its connection.
	 */
	static boolean isFree(BindAddress address) {
		try (Socket socket = new Socket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(address.address(), address.port()));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Who listens there: Ollama says so on its first page. */
	static String occupant(BindAddress address) {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(PATIENCE)
			.build();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/")).timeout(PATIENCE).build();
		try {
			String page = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
			return page.startsWith("Ollama is running") ? "Ollama" : "another program";
		}
		catch (IOException ex) {
			return "another program";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "another program";
		}
	}

}
