package io.github.shimmy4j.contract;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A chat on a connection of its own, whose client goes when it is closed.
 *
 * @param socket the connection
 */
public record RawRequest(Socket socket) implements Closeable {

	/** Sends a chat with a key, and reads nothing. */
	public static RawRequest chat(int port, String key, String body) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		socket.getOutputStream().write("""
				POST /v1/chat/completions HTTP/1.1\r
				Host: 127.0.0.1\r
				Authorization: Bearer %s\r
				Content-Type: application/json\r
				Content-Length: %d\r
				\r
				""".formatted(key, bytes.length).getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().write(bytes);
		return new RawRequest(socket);
	}

	/** Waits for the first byte of the answer. */
	public RawRequest awaitAnswer() throws IOException {
		if (this.socket.getInputStream().read() < 0) {
			throw new IOException("closed without an answer");
		}
		return this;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
