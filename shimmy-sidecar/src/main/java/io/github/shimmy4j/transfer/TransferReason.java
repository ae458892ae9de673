package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;

import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/** A failed transfer in words; the HTTP client gives most of its failures no message. */
final class TransferReason {

	private TransferReason() {
	}

	static String of(Exception cause) {
		if (cause instanceof ShimmyException) {
			return String.valueOf(cause.getMessage());
		}
		if (cause instanceof ConnectException) {
			return isUnknownHost(cause) ? "the host is not known here" : "no connection: " + cause;
		}
		return cause.getMessage() != null ? cause.getMessage() : cause.toString();
	}

	/** The client hides a malformed redirect in an unchecked exception. */
	static IOException ioFailure(@Nullable Throwable cause) {
		if (cause instanceof IOException failure) {
			return failure;
		}
		if (cause instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
			return wrapped.getCause();
		}
		return new IOException("the answer cannot be followed: " + cause, cause);
	}

	private static boolean isUnknownHost(Throwable cause) {
		for (Throwable each = cause; each != null; each = each.getCause()) {
			if (each instanceof UnresolvedAddressException) {
				return true;
			}
		}
		return false;
	}

}
