package io.github.shimmy4j.transfer;

import java.net.ConnectException;
import java.net.UnknownHostException;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** Printable reasons of failures: the HTTP client's message is often only a host name. */
final class TransferReason {

	private TransferReason() {
	}

	static String of(@Nullable Throwable cause) {
		if (cause instanceof UnknownHostException) {
			return "the host is not known here";
		}
		if (cause instanceof ConnectException) {
			return PrintableText.of("no connection: " + cause);
		}
		return PrintableText
			.of((cause != null && cause.getMessage() != null) ? cause.getMessage() : String.valueOf(cause));
	}

}
