package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.time.Instant;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import org.jspecify.annotations.Nullable;

/** State of a sidecar: one record for each phase, with the data of that phase only. */
public sealed interface SidecarState {

	Phase phase();

	Instant since();

	/**
	 * The failure for callers that need a server; null if one is ready or being started.
	 */
	default @Nullable ShimmyException refusal() {
		return switch (phase()) {
			case STARTING, READY, BACKING_OFF -> null;
			case FAILED -> ((Failed) this).reason();
			case STOPPED -> notRunning("was not started, or was stopped");
			case STOPPING -> notRunning("is being stopped");
			case CLOSED -> notRunning("was closed");
		};
	}

	/** Failure of callers that need a server where none runs; the clause follows "it". */
	static ShimmyException notRunning(String why) {
		return new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The sidecar does not run: it " + why);
	}

	/** A launch is under way, or its server is ready. */
	sealed interface Live extends SidecarState permits Starting, Ready {

		int launch();

	}

	/**
	 * @param startsOnUse whether a use starts the server
	 */
	record Stopped(Instant since, boolean startsOnUse) implements SidecarState {

		@Override
		public Phase phase() {
			return Phase.STOPPED;
		}

	}

	/**
	 * @param process the child, or null until it is spawned
	 */
	record Starting(Instant since, int launch, @Nullable LaunchedProcess process) implements Live {

		@Override
		public Phase phase() {
			return Phase.STARTING;
		}

	}

	/**
	 * @param killReason why the server is being killed, or null while it is well
	 */
	record Ready(Instant since, int launch, RunningServer server,
			@Nullable ShimmyException killReason) implements Live {

		@Override
		public Phase phase() {
			return Phase.READY;
		}

	}

	/** The server ended or its launch failed; the next start follows after the delay. */
	record BackingOff(Instant since, int launch, ShimmyException reason, Duration delay) implements SidecarState {

		@Override
		public Phase phase() {
			return Phase.BACKING_OFF;
		}

	}

	/** The process was asked to end. */
	record Stopping(Instant since, int launch, Next next) implements SidecarState {

		/** Adds a start; a start that a caller requested outranks one for a use. */
		Stopping startedAfter(Next asked) {
			return new Stopping(this.since, this.launch, (this.next == Next.START) ? Next.START : asked);
		}

		/** Adds a stop or a close; a close outranks a stop. */
		Stopping endedAfter(Next asked) {
			boolean closing = this.next == Next.CLOSE || asked == Next.CLOSE;
			return new Stopping(this.since, this.launch, closing ? Next.CLOSE : Next.STAY_STOPPED);
		}

		@Override
		public Phase phase() {
			return Phase.STOPPING;
		}

	}

	/** Given up until a start is requested. */
	record Failed(Instant since, ShimmyException reason) implements SidecarState {

		@Override
		public Phase phase() {
			return Phase.FAILED;
		}

	}

	/** Never starts again. */
	record Closed(Instant since) implements SidecarState {

		@Override
		public Phase phase() {
			return Phase.CLOSED;
		}

	}

	/** A child that was spawned and is not proven yet. */
	record LaunchedProcess(long pid, int port) {
	}

	/** What follows a stop. */
	enum Next {

		/** Nothing, until a start is requested. */
		STAY_STOPPED,

		/** Nothing, until a use needs the server. */
		STOPPED_UNTIL_USE,

		/** A requested start. */
		START,

		/** A start for a use that waits. */
		START_FOR_USE,

		/** The end of the sidecar. */
		CLOSE;

		boolean isStart() {
			return this == START || this == START_FOR_USE;
		}

	}

}
