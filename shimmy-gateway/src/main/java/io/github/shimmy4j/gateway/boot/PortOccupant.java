package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.shimmy4j.text.PrintableLogger;

/** The program that has a port. It is asked for at most 2 s. */
final class PortOccupant {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	/** More than the head and the page of Ollama. */
	private static final int LONGEST_PAGE = 2048;

	private static final PrintableLogger logger = PrintableLogger.of(PortOccupant.class);

	private PortOccupant() {
	}

	/** Its name: Ollama tells it on its first page. */
	static String of(BindAddress address) {
		return beginningOfPage(address.reachable()).contains("\r\n\r\nOllama is running") ? "Ollama"
				: "another program";
	}

	/**
	 * The beginning of an answer with its head, as far as it arrives in time. A client
	 * for HTTP would wait without limit for the end of the page.
	 */
	private static String beginningOfPage(BindAddress address) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		byte[] page = new byte[LONGEST_PAGE];
		int length = 0;
		try (Socket socket = new Socket(Proxy.NO_PROXY)) {
			socket.connect(new InetSocketAddress(address.address(), address.port()), millisUntil(end));
			socket.getOutputStream()
				.write("GET / HTTP/1.0\r\nHost: %s\r\n\r\n".formatted(address).getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			int count = 0;
			while (count >= 0 && length < page.length) {
				length += count;
				socket.setSoTimeout(millisUntil(end));
				count = in.read(page, length, page.length - length);
			}
		}
		catch (IOException ex) {
			logger.debug("The program on {} gave no whole answer: {}", address, ex.toString());
		}
		return new String(page, 0, length, StandardCharsets.ISO_8859_1);
	}

	/** Never 0, which would mean no limit. */
	private static int millisUntil(long end) throws SocketTimeoutException {
		long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
		if (left <= 0) {
			throw new SocketTimeoutException("no whole answer within %s".formatted(PATIENCE));
		}
		return (int) left;
	}

}
