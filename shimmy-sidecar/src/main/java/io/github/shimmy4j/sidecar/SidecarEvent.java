package io.github.shimmy4j.sidecar;

import java.time.Duration;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;

/** Something that happened to a sidecar. */
public sealed interface SidecarEvent {

	/**
	 * A start has begun.
	 *
	 * @param model stable name of the model
	 * @param cause why the server is started
	 */
	record Starting(String model, StartCause cause) implements SidecarEvent {
	}

	/**
	 * The server is ready.
	 *
	 * @param snapshot state of the sidecar
	 * @param startup time from the spawn to the first token
	 */
	record Ready(SidecarSnapshot snapshot, Duration startup) implements SidecarEvent {
	}

	/**
	 * The server ended, or its launch failed; it will be started again.
	 *
	 * @param reason how it ended
	 * @param delay wait before the start
	 */
	record Restarting(ShimmyException reason, Duration delay) implements SidecarEvent {
	}

	/**
	 * The model was switched: the new one is served, or the next start will serve it.
	 *
	 * @param from stable name of the previous model
	 * @param to stable name of the new model
	 */
	record Switched(String from, String to) implements SidecarEvent {
	}

	/**
	 * The model could not be switched. The previous one is still served, or is started
	 * again.
	 *
	 * @param from stable name of the previous model
	 * @param to stable name of the model that cannot be fetched or started
	 * @param reason why it cannot
	 */
	record SwitchFailed(String from, String to, ShimmyException reason) implements SidecarEvent {
	}

	/** The server was stopped on request. */
	record Stopped() implements SidecarEvent {
	}

	/**
	 * The server wrote a line to its standard output.
	 *
	 * @param line the line as written, without its end, escape sequences included;
	 * {@link #toString()} makes it printable
	 */
	record Stdout(String line) implements SidecarEvent {

		@Override
		public String toString() {
			return "Stdout[line=" + PrintableText.of(this.line) + "]";
		}

	}

	/**
	 * The server wrote a line to its standard error.
	 *
	 * @param line as of {@link Stdout}
	 */
	record Stderr(String line) implements SidecarEvent {

		@Override
		public String toString() {
			return "Stderr[line=" + PrintableText.of(this.line) + "]";
		}

	}

	/**
	 * The sidecar has given up; a person must act.
	 *
	 * @param reason why it gave up
	 */
	record Error(ShimmyException reason) implements SidecarEvent {
	}

}
