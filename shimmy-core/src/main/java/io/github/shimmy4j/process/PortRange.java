package io.github.shimmy4j.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Loopback ports to try, in order.
 *
 * @param first first port; 0 = a port that the operating system picks
 * @param count number of ports after the first
 */
public record PortRange(int first, int count) {

	/** Highest possible port. */
	public static final int MAX_PORT = 65535;

	/** The operating system picks at random, so it rarely picks a port twice. */
	private static final int SYSTEM_PICKS = 20;

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
	 * Finds the first port after another one (0 = none) that is allowed and free. The
	 * test binds a port for a moment. A port that a server of ours is about to bind must
	 * not be allowed, because the test would make that server fail. Another process may
	 * take the port before it is used, so the caller must be ready to ask again.
	 */
	OptionalInt nextFree(int after, IntPredicate allowed) {
		if (this.first == 0) {
			return IntStream.range(0, SYSTEM_PICKS)
				.map((attempt) -> bindable(0).orElse(0))
				.filter((port) -> port != 0 && allowed.test(port))
				.findFirst();
		}
		return IntStream.rangeClosed(Math.max(this.first, after + 1), last())
			.filter((port) -> allowed.test(port) && bindable(port).isPresent())
			.findFirst();
	}

	/**
	 * Lists the taken ports among the allowed ports of the range. Each test binds the
	 * port for a moment.
	 * @param allowed ports that may be tested
	 * @return the taken ports, in order; empty if the operating system picks the port
	 */
	public List<Integer> taken(IntPredicate allowed) {
		return (this.first == 0) ? List.of()
				: IntStream.rangeClosed(this.first, last())
					.filter((port) -> allowed.test(port) && bindable(port).isEmpty())
					.boxed()
					.toList();
	}

	private static OptionalInt bindable(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			// As shimmy does. Otherwise a port in TIME_WAIT after a restart looks taken.
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
