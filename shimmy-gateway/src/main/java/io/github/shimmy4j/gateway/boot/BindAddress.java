package io.github.shimmy4j.gateway.boot;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.autoconfigure.Allowed;
import org.jspecify.annotations.Nullable;

/**
 * The address on which the gateway listens.
 *
 * @param address a local address
 * @param port port; 0 for any free one
 */
record BindAddress(InetAddress address, int port) {

	static final String KEY = "shimmy.gateway.bind-address";

	/** Host, or IPv6 address in brackets, and port. */
	private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]/\\s]+):(\\d{1,5})");

	private static final int MAX_PORT = 65_535;

	private static final String RULE = "HOST:PORT, such as 127.0.0.1:11434 or [::1]:11434";

	/**
	 * Parses the value of the property.
	 * @param value host and port
	 * @throws io.github.shimmy4j.failure.ShimmyException INVALID_CONFIGURATION if it is
	 * anything else
	 */
	static BindAddress parse(String value) {
		Matcher form = FORM.matcher(value);
		if (!form.matches() || Integer.parseInt(form.group(2)) > MAX_PORT) {
			throw Allowed.violation(KEY, value, RULE);
		}
		try {
			return new BindAddress(InetAddress.getByName(form.group(1)), Integer.parseInt(form.group(2)));
		}
		catch (UnknownHostException ex) {
			throw Allowed.violation(KEY, value, "an address of this machine; the host is unknown");
		}
	}

	/** An address without a port; null means that of loopback. */
	static BindAddress of(@Nullable InetAddress address) {
		return new BindAddress((address != null) ? address : InetAddress.getLoopbackAddress(), 0);
	}

	/** The address at which programs of this machine reach a server that listens here. */
	BindAddress reachable() {
		return this.address.isAnyLocalAddress() ? new BindAddress(InetAddress.getLoopbackAddress(), this.port) : this;
	}

	boolean isLoopback() {
		return this.address.isLoopbackAddress();
	}

	/** The host as in a URL: an IPv6 address is in brackets. */
	String host() {
		String host = this.address.getHostAddress();
		return host.contains(":") ? "[" + host + "]" : host;
	}

	@Override
	public String toString() {
		return host() + ":" + this.port;
	}

}
