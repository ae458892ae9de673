package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Tells whose process listens on a port, from Linux's tables of TCP sockets,
 * {@code /proc/net/tcp} and {@code tcp6}. OSHI can tell it too, but searches the files of
 * every process on the machine to find one owner.
 */
public final class LinuxSockets {

	private static final PrintableLogger logger = PrintableLogger.of(LinuxSockets.class);

	private static final String LISTEN = "0A";

	/**
	 * The kernel lists all listening sockets first; older kernels list the connections
	 * that they are about to accept among them. For the connections after them, it
	 * searches a table that takes milliseconds.
	 */
	private static final Set<String> BEFORE_CONNECTIONS = Set.of(LISTEN, "03");

	private static final int LOCAL_ADDRESS = 1;

	private static final int STATE = 3;

	private static final int INODE = 9;

	/** 127.0.0.1, as such and as an IPv6 address. */
	private static final List<String> LOOPBACK = List.of("0100007F", "0000000000000000FFFF00000100007F");

	/** All addresses of this machine. */
	private static final List<String> ANY = List.of("00000000", "00000000000000000000000000000000");

	private final Path proc;

	/** Tables of the given {@code /proc}. */
	LinuxSockets(Path proc) {
		this.proc = proc;
	}

	/** The tables of this machine; where they are missing, every owner is UNKNOWN. */
	public static LinuxSockets ofThisMachine() {
		return new LinuxSockets(Path.of("/proc"));
	}

	/**
	 * Finds the owner of the socket that accepts connections to 127.0.0.1.
	 * @param port loopback port
	 * @param child process that should own the socket
	 * @return the owner; UNKNOWN if the tables are missing or may not be read
	 */
	public PortOwner ownerOf(int port, ProcessHandle child) {
		try {
			Set<String> listeners = new HashSet<>(listeners(port));
			if (listeners.isEmpty()) {
				return unknown(port, "no listening socket is listed");
			}
			listeners.removeAll(socketsOf(List.of(child)));
			if (!listeners.isEmpty()) {
				// Rare: a script that runs the server as its child.
				listeners.removeAll(socketsOf(child.descendants().toList()));
			}
			return listeners.isEmpty() ? PortOwner.CHILD : PortOwner.OTHER;
		}
		catch (IOException ex) {
			return unknown(port, ex.toString());
		}
	}

	private static PortOwner unknown(int port, String reason) {
		logger.debug("Cannot see which process listens on port {}: {}", port, reason);
		return PortOwner.UNKNOWN;
	}

	/**
	 * Inodes of the sockets that accept connections to 127.0.0.1 at a port: those bound
	 * to this address, and only if there are none, those bound to all addresses.
	 */
	private Set<String> listeners(int port) throws IOException {
		String suffix = String.format(Locale.ROOT, ":%04X", port);
		List<String[]> rows = rows(suffix);
		Set<String> loopback = inodes(rows, suffix, LOOPBACK);
		return loopback.isEmpty() ? inodes(rows, suffix, ANY) : loopback;
	}

	private List<String[]> rows(String suffix) throws IOException {
		List<String[]> rows = new ArrayList<>();
		for (Path table : tables()) {
			try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
				lines.skip(1)
					.map((line) -> line.strip().split("\\s+"))
					.takeWhile((row) -> row.length > INODE && BEFORE_CONNECTIONS.contains(row[STATE]))
					.filter((row) -> row[STATE].equals(LISTEN) && row[LOCAL_ADDRESS].endsWith(suffix))
					.forEach(rows::add);
			}
			catch (UncheckedIOException ex) {
				throw ex.getCause();
			}
		}
		return rows;
	}

	/** A machine without IPv6 has no second table. */
	private List<Path> tables() {
		Path net = this.proc.resolve("net");
		Path second = net.resolve("tcp6");
		return Files.exists(second) ? List.of(net.resolve("tcp"), second) : List.of(net.resolve("tcp"));
	}

	private static Set<String> inodes(List<String[]> rows, String suffix, List<String> hosts) {
		return rows.stream()
			.filter((row) -> hosts.stream().anyMatch((host) -> row[LOCAL_ADDRESS].equals(host + suffix)))
			.map((row) -> row[INODE])
			.collect(Collectors.toSet());
	}

	private Set<String> socketsOf(List<ProcessHandle> processes) throws IOException {
		Set<String> sockets = new HashSet<>();
		for (ProcessHandle process : processes) {
			Path descriptors = this.proc.resolve(Long.toString(process.pid())).resolve("fd");
			try {
				for (Path link : Listing.of(descriptors)) {
					addSocket(link, sockets);
				}
			}
			catch (NoSuchFileException ex) {
				// The process has ended, and its sockets are closed.
			}
		}
		return sockets;
	}

	private static void addSocket(Path link, Set<String> sockets) throws IOException {
		try {
			String target = Files.readSymbolicLink(link).toString();
			if (target.startsWith("socket:[")) {
				sockets.add(target.substring("socket:[".length(), target.length() - 1));
			}
		}
		catch (NoSuchFileException ex) {
			// Closed in the meantime.
		}
	}

}
