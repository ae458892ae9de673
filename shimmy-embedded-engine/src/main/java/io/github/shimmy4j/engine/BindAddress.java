package io.github.shimmy4j.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of {@code --bind}. Host names are refused, as by shimmy. */
final class BindAddress {

	static final String AUTO = "auto";

	private static final Pattern IP_AND_PORT = Pattern
		.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]):(\\d{1,5})");

	/** The range of ports that shimmy chooses from. */
	private static final int FIRST_PORT = 11435;

	private static final int LAST_PORT = 11535;

	private BindAddress() {
	}

	static InetSocketAddress resolve(String bind, Map<String, String> environment) {
		if (!AUTO.equals(bind)) {
			return parse(bind);
		}
		String address = environment.get("SHIMMY_BIND_ADDRESS");
		return (address != null) ? parse(address) : new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
	}

	/** An address as {@code --bind} takes it: an IPv6 address is in brackets. */
	static String text(InetSocketAddress address) {
		String host = address.getAddress().getHostAddress();
		return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
	}

	private static InetSocketAddress parse(String address) {
		Matcher matcher = IP_AND_PORT.matcher(address);
		if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 0xffff) {
			throw refused(address);
		}
		try {
			return new InetSocketAddress(InetAddress.getByName(matcher.group(1)), Integer.parseInt(matcher.group(2)));
		}
		catch (UnknownHostException ex) {
			throw refused(address);
		}
	}

	/**
	 * The port is released here and bound again later. Another process can take it in
	 * between, as with shimmy.
	 */
	private static int freePort() {
		for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Taken: the next one may be free.
				continue;
			}
		}
		return 0;
	}

	private static EngineException refused(String address) {
		return EngineException.startFailed("❌ Failed to resolve bind address '" + address + "': Invalid bind address '"
				+ address + "': invalid socket address syntax");
	}

}
