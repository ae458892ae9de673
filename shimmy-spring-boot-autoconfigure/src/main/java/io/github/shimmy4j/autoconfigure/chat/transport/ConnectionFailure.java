package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

import io.github.shimmy4j.autoconfigure.chat.transport.SilenceTimer.SilenceException;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/** Turns the exception of a connection into a failure with a code. */
public final class ConnectionFailure {

	private ConnectionFailure() {
	}

	public static ShimmyException of(IOException io) {
		if (io.getCause() instanceof ShimmyException known) {
			return known;
		}
		if (io instanceof SilenceException) {
			return failure(ShimmyErrorCode.GENERATION_TIMEOUT, String.valueOf(io.getMessage()), io);
		}
		if (io instanceof SocketTimeoutException || io instanceof ConnectException) {
			return failure(ShimmyErrorCode.SIDECAR_LOST, "The server cannot be reached: " + io.getMessage(), io);
		}
		if (io instanceof InterruptedIOException) {
			return failure(ShimmyErrorCode.NOT_READY, "The wait for the answer was interrupted", io);
		}
		if (io instanceof EOFException) {
			return failure(ShimmyErrorCode.ANSWER_TRUNCATED, "The server closed the connection in mid-answer", io);
		}
		return failure(ShimmyErrorCode.SIDECAR_LOST, "The connection to the server broke: " + io.getMessage(), io);
	}

	private static ShimmyException failure(ShimmyErrorCode code, String message, IOException cause) {
		return new ShimmyException(code, message, cause);
	}

}
