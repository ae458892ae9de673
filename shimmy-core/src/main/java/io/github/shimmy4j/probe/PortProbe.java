package io.github.shimmy4j.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Looks whether somebody listens on a loopback port.
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
	 * The system may give the socket the very port that it connects to, and TCP then
	 * connects it to itself. Such a one is reset: closed in order, it would keep the port
	 * from the server for a minute.
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
