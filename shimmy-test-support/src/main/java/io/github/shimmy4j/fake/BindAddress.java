package io.github.shimmy4j.fake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address that {@code --bind} names. Host names are refused, as shimmy refuses them.
 */
final class BindAddress {

	private static final Pattern IP_AND_PORT = Pattern
		.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-fA-F:]+]):(\\d{1,5})");

	private static final int FIRST_PORT = 11435;

	private static final int LAST_PORT = 11535;

	private BindAddress() {
	}

	static InetSocketAddress resolve(String bind, Map<String, String> environment) {
		if (!"auto".equals(bind)) {
			return parse(bind);
		}
		String address = environment.get("SHIMMY_BIND_ADDRESS");
		return (address != null) ? parse(address) : new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
	}

	private static InetSocketAddress parse(String address) {
		Matcher matcher = IP_AND_PORT.matcher(address);
		if (matcher.matches() && Integer.parseInt(matcher.group(2)) <= 0xffff) {
			try {
				return new InetSocketAddress(InetAddress.getByName(matcher.group(1)),
						Integer.parseInt(matcher.group(2)));
			}
			catch (UnknownHostException ex) {
				throw refused(address);
			}
		}
		throw refused(address);
	}

	/** Found, released and bound again later: shimmy has the same race. */
	private static int freePort() {
		for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				continue;
			}
		}
		return 0;
	}

	private static ExitException refused(String address) {
		return new ExitException(1,
				"❌ Failed to resolve bind address '%1$s': Invalid bind address '%1$s': invalid socket address syntax\n\n"
					.formatted(address)
						+ "💡 Valid bind address examples:\n  auto                    # Auto-allocate (default)\n"
						+ "  127.0.0.1:11435        # Specific address\n  0.0.0.0:8080           # All interfaces\n\n"
						+ "🔧 Environment variable: SHIMMY_BIND_ADDRESS=127.0.0.1:11435");
	}

}
