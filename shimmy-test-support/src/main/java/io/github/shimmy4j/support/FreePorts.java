package io.github.shimmy4j.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Finds free loopback ports in a row. They lie below the ports that Linux, macOS and
 * Windows give to connections, which could take a port before the test uses it.
 */
public final class FreePorts {

	private static final int ATTEMPTS = 100;

	private static final int LOWEST = 15_000;

	private static final int HIGHEST = 32_000;

	private static final Random RANDOM = new Random();

	private FreePorts() {
	}

	/** The first of this many free ports. */
	public static int range(int count) throws IOException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			List<ServerSocket> held = new ArrayList<>();
			try {
				int first = RANDOM.nextInt(LOWEST, HIGHEST);
				for (int port = first; port < first + count; port++) {
					hold(port, held);
				}
				return first;
			}
			catch (IOException ex) {
				// One of them is taken: try others.
			}
			finally {
				for (ServerSocket socket : held) {
					socket.close();
				}
			}
		}
		throw new IOException("no %d free ports in a row".formatted(count));
	}

	private static void hold(int port, List<ServerSocket> held) throws IOException {
		ServerSocket socket = new ServerSocket();
		held.add(socket);
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

}
