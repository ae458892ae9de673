package io.github.shimmy4j.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Tests whether a process listens on a loopback port.
 *
 * @param port the port
 */
record PortProbe(int port) {

	private static final int TIMEOUT_MILLIS = 1000;

	boolean listening() {
		try (Socket socket = new Socket()) {
			return listening(socket);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * The operating system may give the socket the very port that it connects to; TCP
	 * then connects the socket to itself. Such a socket is reset: after an orderly close,
	 * the server could not bind the port for a minute.
	 */
	boolean listening(Socket socket) throws IOException {
		socket.connect(new InetSocketAddress("127.0.0.1", this.port), TIMEOUT_MILLIS);
		boolean itself = socket.getLocalPort() == this.port;
		if (itself) {
			socket.setSoLinger(true, 0);
		}
		return !itself;
	}

}
