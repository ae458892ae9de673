package io.github.shimmy4j.transfer;

import java.net.ConnectException;
import java.net.UnknownHostException;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A failed transfer in printable words; the HTTP client's own are often a host name
 * alone.
 */
final class TransferReason {

	private TransferReason() {
	}

	static String of(@Nullable Throwable cause) {
		return PrintableText.of(words(cause));
	}

	private static String words(@Nullable Throwable cause) {
		if (cause instanceof ShimmyException) {
			return String.valueOf(cause.getMessage());
		}
		if (cause instanceof UnknownHostException) {
			return "the host is not known here";
		}
		if (cause instanceof ConnectException) {
			return "no connection: " + cause;
		}
		return (cause != null && cause.getMessage() != null) ? cause.getMessage() : String.valueOf(cause);
	}

}
