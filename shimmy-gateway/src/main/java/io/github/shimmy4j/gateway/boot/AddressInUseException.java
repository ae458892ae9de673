package io.github.shimmy4j.gateway.boot;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** Another program listens on the address that the gateway was given. */
final class AddressInUseException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	AddressInUseException(BindAddress address, String occupant) {
		super(ShimmyErrorCode.PORT_IN_USE, "%s (%s) is taken by %s".formatted(address, BindAddress.KEY, occupant));
	}

	/** That of the code is about the ports of sidecars. */
	@Override
	public Remedy remedy() {
		return Remedy
			.of("Stop the program that listens there, or set %s to another port, or to port 0 for any free one."
				.formatted(BindAddress.KEY));
	}

}
