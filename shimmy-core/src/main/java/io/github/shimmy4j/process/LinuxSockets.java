package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Tells by Linux's own tables whose process listens on a port. OSHI tells it too, but
 * looks through the files of every process of the machine to know one owner.
 *
 * @param proc where the tables are mounted
 */
public record LinuxSockets(Path proc) {

	private static final PrintableLogger logger = PrintableLogger.of(LinuxSockets.class);

	/**
	 * The tables of this machine.
	 * @return tables that may be missing; nothing is known then
	 */
	public static LinuxSockets ofThisMachine() {
		return new LinuxSockets(Path.of("/proc"));
	}

	/**
	 * Whose the socket is that takes connections to 127.0.0.1.
	 * @param port loopback port
	 * @param child process that should have it
	 * @return the owner; UNKNOWN where the tables are missing or may not be read
	 */
	public PortOwner ownerOf(int port, ProcessHandle child) {
		try {
			Set<String> listeners = new HashSet<>(new SocketTable(this.proc.resolve("net")).listeners(port));
			if (listeners.isEmpty()) {
				return unknown(port, "nobody is listed as listening");
			}
			listeners.removeAll(socketsOf(List.of(child)));
			if (!listeners.isEmpty()) {
				// Rare: a script that runs the server beside itself.
				listeners.removeAll(socketsOf(child.descendants().toList()));
			}
			return listeners.isEmpty() ? PortOwner.CHILD : PortOwner.OTHER;
		}
		catch (IOException ex) {
			return unknown(port, ex.toString());
		}
	}

	private static PortOwner unknown(int port, String reason) {
		logger.debug("Which process listens on port {} cannot be seen: {}", port, reason);
		return PortOwner.UNKNOWN;
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
				// It has ended, and its sockets with it.
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
			// Closed meanwhile.
		}
	}

}
