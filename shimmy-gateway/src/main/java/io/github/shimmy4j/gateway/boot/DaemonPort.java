package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

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
				// First, since the program may answer late.
				logger.info("Port {} is taken; looking for a free port below it", port);
				logger.info("Port {} is taken by {}", port, PortOccupant.of(candidate));
			}
		}
		throw UnusableAddressException.allTaken(USUAL, LOWEST);
	}

	/** Whether a server can listen there now. */
	static boolean isFree(BindAddress address) {
		try {
			tryToBind(address);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Requires that a server can listen there now.
	 * @throws ShimmyException PORT_IN_USE if a program has the port;
	 * INVALID_CONFIGURATION if it is no address of this machine, or not for this user
	 */
	static void requireFree(BindAddress address) {
		try {
			tryToBind(address);
		}
		catch (IOException ex) {
			throw failure(address, ex);
		}
	}

	private static ShimmyException failure(BindAddress address, IOException ex) {
		try {
			// First: no request must leave this machine.
			tryToBind(new BindAddress(address.address(), 0));
		}
		catch (IOException foreign) {
			return UnusableAddressException.foreign(address, foreign);
		}
		return isForbidden(ex) ? UnusableAddressException.forbidden(address, ex)
				: UnusableAddressException.taken(address, PortOccupant.of(address), ex);
	}

	/** Java has the same exception for all reasons. */
	static boolean isForbidden(IOException ex) {
		return String.valueOf(ex.getMessage()).contains("Permission denied");
	}

	/**
	 * Binds a socket for a moment. No server socket is opened: it would accept a program
	 * that waits for the daemon, and then break its connection.
	 */
	private static void tryToBind(BindAddress address) throws IOException {
		try (Socket socket = new Socket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(address.address(), address.port()));
		}
	}

}
