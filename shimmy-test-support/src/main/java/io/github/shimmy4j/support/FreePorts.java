package io.github.shimmy4j.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Finds free loopback ports in a row. They lie below the ports that Linux, macOS and
 * Windows give to connections, which could take a port before the test uses it. Until
 * this JVM ends, no test of any JVM gets the same ports.
 */
public final class FreePorts {

	private static final int ATTEMPTS = 100;

	private static final int LOWEST = 15_000;

	private static final int HIGHEST = 32_000;

	private static final Random RANDOM = new Random();

	private static final Path LOCKS = Path.of(System.getProperty("java.io.tmpdir"), "shimmy4j-test-ports");

	/** Open until this JVM ends, so that it keeps the locks on these files. */
	private static final List<FileChannel> RESERVED = new ArrayList<>();

	private FreePorts() {
	}

	/** The first of this many free ports. */
	public static synchronized int range(int count) throws IOException {
		Files.createDirectories(LOCKS);
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			List<ServerSocket> held = new ArrayList<>();
			try {
				int first = RANDOM.nextInt(LOWEST, HIGHEST);
				for (int port = first; port < first + count; port++) {
					reserve(port);
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

	private static void reserve(int port) throws IOException {
		FileChannel channel = FileChannel.open(LOCKS.resolve(Integer.toString(port)), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		RESERVED.add(channel);
		try {
			if (channel.tryLock() != null) {
				return;
			}
		}
		catch (OverlappingFileLockException ex) {
			// This JVM has it.
		}
		throw new IOException("port %d is reserved".formatted(port));
	}

	private static void hold(int port, List<ServerSocket> held) throws IOException {
		ServerSocket socket = new ServerSocket();
		held.add(socket);
		// Else a port would pass on which a closed connection still lingers.
		socket.setReuseAddress(false);
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

}
