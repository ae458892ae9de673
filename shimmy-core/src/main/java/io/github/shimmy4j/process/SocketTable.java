package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Linux's tables of TCP sockets, {@code /proc/net/tcp} and {@code tcp6}.
 *
 * @param net folder of the tables
 */
record SocketTable(Path net) {

	private static final String LISTEN = "0A";

	private static final int LOCAL_ADDRESS = 1;

	private static final int STATE = 3;

	private static final int INODE = 9;

	/** 127.0.0.1, as such and as an IPv6 address. */
	private static final List<String> LOOPBACK = List.of("0100007F", "0000000000000000FFFF00000100007F");

	/** All addresses of this machine. */
	private static final List<String> ANY = List.of("00000000", "00000000000000000000000000000000");

	/**
	 * Numbers of the sockets that take connections to 127.0.0.1 at a port: those of that
	 * very address, and only if there are none, those of all addresses.
	 */
	Set<String> listeners(int port) throws IOException {
		String suffix = String.format(Locale.ROOT, ":%04X", port);
		List<String[]> rows = rows(suffix);
		Set<String> loopback = sockets(rows, suffix, LOOPBACK);
		return loopback.isEmpty() ? sockets(rows, suffix, ANY) : loopback;
	}

	private List<String[]> rows(String suffix) throws IOException {
		List<String[]> rows = new ArrayList<>();
		for (Path table : tables()) {
			try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
				lines.filter((line) -> line.contains(suffix + " "))
					.map((line) -> line.strip().split("\\s+"))
					.filter((row) -> row.length > INODE && row[STATE].equals(LISTEN))
					.forEach(rows::add);
			}
			catch (UncheckedIOException ex) {
				throw ex.getCause();
			}
		}
		return rows;
	}

	private static Set<String> sockets(List<String[]> rows, String suffix, List<String> hosts) {
		return rows.stream()
			.filter((row) -> hosts.stream().anyMatch((host) -> row[LOCAL_ADDRESS].equals(host + suffix)))
			.map((row) -> row[INODE])
			.collect(Collectors.toSet());
	}

	/** A machine without IPv6 has no second one. */
	private List<Path> tables() {
		Path second = this.net.resolve("tcp6");
		return Files.exists(second) ? List.of(this.net.resolve("tcp"), second) : List.of(this.net.resolve("tcp"));
	}

}
