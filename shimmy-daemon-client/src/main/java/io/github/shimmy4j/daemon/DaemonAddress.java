package io.github.shimmy4j.daemon;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An address and a port, such as {@code 127.0.0.1:11434}, {@code [::1]:11434} or
 * {@code localhost:11434}.
 *
 * @param host name, or literal address, as in a URL
 * @param port port; 0 stands for any
 */
record DaemonAddress(String host, int port) {

	private static final int HIGHEST_PORT = 65535;

	/** Reads what a URL may have between its scheme and its path, without a user. */
	static Optional<DaemonAddress> parse(String text) {
		try {
			URI uri = new URI("http://" + text);
			boolean valid = uri.getHost() != null && text.equals(uri.getRawAuthority()) && uri.getRawUserInfo() == null
					&& uri.getPort() >= 0 && uri.getPort() <= HIGHEST_PORT;
			return valid ? Optional.of(new DaemonAddress(uri.getHost(), uri.getPort())) : Optional.empty();
		}
		catch (URISyntaxException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Whether a daemon that is here is where it was expected. One that listens on all
	 * addresses tells one of this machine.
	 */
	boolean isAt(DaemonAddress expected) {
		if (expected.port != 0 && expected.port != this.port) {
			return false;
		}
		if (expected.host.equalsIgnoreCase(this.host)) {
			return true;
		}
		List<InetAddress> wanted = expected.resolved();
		return resolved().stream()
			.anyMatch((own) -> wanted.contains(own)
					|| (own.isLoopbackAddress() && wanted.stream().anyMatch(InetAddress::isAnyLocalAddress)));
	}

	private List<InetAddress> resolved() {
		try {
			return Arrays.asList(InetAddress.getAllByName(this.host));
		}
		catch (UnknownHostException ex) {
			return List.of();
		}
	}

}
