package io.github.shimmy4j.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/**
 * Loopback ports to try, in order.
 *
 * @param first first port; 0 = one that the operating system picks
 * @param count how many ports follow the first
 */
public record PortRange(int first, int count) {

	/** Highest port there is. */
	public static final int MAX_PORT = 65535;

	public PortRange {
		if (first < 0 || first > MAX_PORT || count < 0) {
			throw new IllegalArgumentException("no such ports: first=%d, count=%d".formatted(first, count));
		}
	}

	/** Last port of the range. */
	public int last() {
		// The sum may be more than an int holds.
		return (int) Math.min((long) this.first + this.count, MAX_PORT);
	}

	/**
	 * Finds a port that nobody listens on now. Somebody else may take it before it is
	 * used, so its user must be ready to come back for the next.
	 * @param after ports up to this one are passed over; 0 = none
	 * @return the port, or empty if all are taken
	 */
	public OptionalInt nextFree(int after) {
		if (this.first == 0) {
			return bindable(0);
		}
		for (int port = Math.max(this.first, after + 1); port <= last(); port++) {
			OptionalInt free = bindable(port);
			if (free.isPresent()) {
				return free;
			}
		}
		return OptionalInt.empty();
	}

	private static OptionalInt bindable(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			// As shimmy does; else a port in TIME_WAIT after a restart would look taken.
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress("127.0.0.1", port));
			return OptionalInt.of(socket.getLocalPort());
		}
		catch (IOException ex) {
			return OptionalInt.empty();
		}
	}

	@Override
	public String toString() {
		return (this.first == 0) ? "any port" : this.first + ".." + last();
	}

}
