package io.github.shimmy4j.transfer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real proxy of <a href="https://www.rfc-editor.org/rfc/rfc1928">SOCKS 5</a>, which
 * connects every host name to one server of this machine.
 */
final class SocksProxy implements AutoCloseable {

	private static final byte[] NO_PASSWORD = { 5, 0 };

	private static final byte[] CONNECTED = { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 };

	private final ServerSocket socket;

	private final int target;

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private SocksProxy(ServerSocket socket, int target) {
		this.socket = socket;
		this.target = target;
	}

	static SocksProxy to(int port) throws IOException {
		SocksProxy proxy = new SocksProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), port);
		run(proxy::accept);
		return proxy;
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/** Requested host and port of each connection. */
	List<String> asked() {
		return this.asked;
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.socket.accept();
			run(() -> connect(client));
		}
	}

	private void connect(Socket client) throws IOException {
		DataInputStream request = new DataInputStream(client.getInputStream());
		request.readUnsignedByte();
		request.readNBytes(request.readUnsignedByte());
		client.getOutputStream().write(NO_PASSWORD);
		// Version, command, reserved, address type "name".
		request.readInt();
		String host = new String(request.readNBytes(request.readUnsignedByte()), StandardCharsets.US_ASCII);
		this.asked.add(host + ":" + request.readUnsignedShort());
		try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
			client.getOutputStream().write(CONNECTED);
			run(() -> request.transferTo(server.getOutputStream()));
			server.getInputStream().transferTo(client.getOutputStream());
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private static void run(Step step) {
		Thread thread = new Thread(() -> {
			try {
				step.run();
			}
			catch (IOException | UncheckedIOException ex) {
				// One side has closed its connection.
			}
		}, "socks-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	/** Something that ends with its connection. */
	@FunctionalInterface
	private interface Step {

		void run() throws IOException;

	}

}
