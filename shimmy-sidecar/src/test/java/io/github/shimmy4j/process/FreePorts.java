package io.github.shimmy4j.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds ports that follow one another and that nobody listens on now. */
public final class FreePorts {

	private static final int ATTEMPTS = 100;

	private FreePorts() {
	}

	/**
	 * The first of so many free loopback ports in a row.
	 * @param count how many
	 * @return the first port
	 * @throws IOException if there are none
	 */
	public static int range(int count) throws IOException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			List<ServerSocket> held = new ArrayList<>();
			try {
				int first = hold(0, held);
				for (int port = first + 1; port < first + count; port++) {
					hold(port, held);
				}
				return first;
			}
			catch (IOException | IllegalArgumentException ex) {
				// Somebody has one of them: look elsewhere.
			}
			finally {
				for (ServerSocket socket : held) {
					socket.close();
				}
			}
		}
		throw new IOException("no %d free ports in a row".formatted(count));
	}

	private static int hold(int port, List<ServerSocket> held) throws IOException {
		ServerSocket socket = new ServerSocket();
		held.add(socket);
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		return socket.getLocalPort();
	}

}
