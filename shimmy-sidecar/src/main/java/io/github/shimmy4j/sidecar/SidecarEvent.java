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
	 * @param cause why it is started
	 */
	record Starting(String model, StartCause cause) implements SidecarEvent {
	}

	/**
	 * The server is proven and generates.
	 *
	 * @param snapshot what is true now
	 * @param startup time from the spawn to the first token
	 */
	record Ready(SidecarSnapshot snapshot, Duration startup) implements SidecarEvent {
	}

	/**
	 * The server ended unasked and will be started again.
	 *
	 * @param reason how it ended
	 * @param delay wait before the start
	 */
	record Restarting(ShimmyException reason, Duration delay) implements SidecarEvent {
	}

	/**
	 * The model was switched: the new one serves, or is the next start's where nothing is
	 * to run.
	 *
	 * @param from stable name of the model of before
	 * @param to stable name of the model
	 */
	record Switched(String from, String to) implements SidecarEvent {
	}

	/**
	 * The model could not be switched. The one of before serves on, or is started again.
	 *
	 * @param from stable name of the model of before
	 * @param to stable name of the one that cannot be fetched or started
	 * @param reason why it cannot
	 */
	record SwitchFailed(String from, String to, ShimmyException reason) implements SidecarEvent {
	}

	/** The server was stopped on request. */
	record Stopped() implements SidecarEvent {
	}

	/**
	 * The server wrote a line to its standard output. The line is as it was written,
	 * escape sequences included; {@link #toString()} makes it printable.
	 *
	 * @param line the line without its end
	 */
	record Stdout(String line) implements SidecarEvent {

		@Override
		public String toString() {
			return "Stdout[line=" + PrintableText.of(this.line) + "]";
		}

	}

	/**
	 * The server wrote a line to its standard error. The line is as it was written,
	 * escape sequences included; {@link #toString()} makes it printable.
	 *
	 * @param line the line without its end
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
	 * @param reason why
	 */
	record Error(ShimmyException reason) implements SidecarEvent {
	}

}
