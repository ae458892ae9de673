package io.github.shimmy4j.gateway.boot;

import java.io.IOException;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** The gateway cannot listen on its address, or on any of the usual ports. */
final class UnusableAddressException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final String advice;

	private UnusableAddressException(ShimmyErrorCode code, String message, String advice) {
		super(code, message);
		this.advice = advice;
	}

	static UnusableAddressException taken(BindAddress address, String occupant, IOException reason) {
		return new UnusableAddressException(ShimmyErrorCode.PORT_IN_USE,
				"%s (%s) is taken by %s: %s".formatted(address, BindAddress.KEY, occupant, reason.getMessage()),
				"Stop the program that listens there, or set %s to another port, or to port 0 for any free one.");
	}

	static UnusableAddressException allTaken(int highest, int lowest) {
		return new UnusableAddressException(ShimmyErrorCode.PORT_IN_USE,
				"All ports from %d down to %d are taken".formatted(highest, lowest),
				"Set %s to an address with another port, or with port 0 for any free one.");
	}

	static UnusableAddressException foreign(BindAddress address, IOException reason) {
		return new UnusableAddressException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"'%s' is '%s', which is not an address of this machine: %s".formatted(BindAddress.KEY, address,
						reason.getMessage()),
				"Set %s to an address of this machine, such as 127.0.0.1:11434 for its own programs only.");
	}

	static UnusableAddressException forbidden(BindAddress address, IOException reason) {
		return new UnusableAddressException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"'%s' is '%s', and this user may not listen on that port: %s".formatted(BindAddress.KEY, address,
						reason.getMessage()),
				"Set %s to a port of 1024 or above, or allow this user lower ones (Linux: CAP_NET_BIND_SERVICE, or "
						+ "net.ipv4.ip_unprivileged_port_start).");
	}

	/** The code's own remedy is about the ports of sidecars, or about any setting. */
	@Override
	public Remedy remedy() {
		return Remedy.of(this.advice, BindAddress.KEY);
	}

}
