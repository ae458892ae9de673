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
 * @param first first port; 0 = one that the operating system picks
 * @param count how many ports follow the first
 */
public record PortRange(int first, int count) {

	/** Highest port there is. */
	public static final int MAX_PORT = 65535;

	/** It picks at random, so that the same port twice is rare. */
	private static final int SYSTEM_PICKS = 20;

	public PortRange {
		if (first < 0 || first > MAX_PORT || count < 0) {
			throw new IllegalArgumentException("no such ports: first=%d, count=%d".formatted(first, count));
		}
	}

	/**
	 * Last port of the range.
	 * @return the port
	 */
	public int last() {
		// The sum may be more than an int holds.
		return (int) Math.min((long) this.first + this.count, MAX_PORT);
	}

	/**
	 * Finds a port that nobody listens on now, after another one (0 = none) and among
	 * those that may be looked at: a look binds the port for a moment, and would be in
	 * the way of a server of ours that is about to bind it. Somebody else may take the
	 * port before it is used, so its user must be ready to come back for the next.
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
	 * Ports of the range that somebody listens on now, among those that may be looked at:
	 * a look binds the port for a moment.
	 * @param allowed ports to look at
	 * @return the taken ones, in order; empty where the operating system picks the port
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
