package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.time.Instant;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a sidecar now: one record a phase, holding only what that phase has.
 */
public sealed interface SidecarState {

	Phase phase();

	Instant since();

	/** A launch is under way, or its server serves. */
	sealed interface Live extends SidecarState permits Starting, Ready {

		int launch();

	}

	/**
	 * @param wakes whether a use starts it
	 */
	record Stopped(Instant since, boolean wakes) implements SidecarState {

		@Override
		public Phase phase() {
			return Phase.STOPPED;
		}

	}

	/**
	 * @param process the child, or null while binary and model are still being found
	 */
	record Starting(Instant since, int launch, @Nullable LaunchedProcess process) implements Live {

		@Override
		public Phase phase() {
			return Phase.STARTING;
		}

	}

	/**
	 * @param condemned why it is being killed, or null while it is well
	 */
	record Ready(Instant since, int launch, RunningServer server, @Nullable ShimmyException condemned) implements Live {

		@Override
		public Phase phase() {
			return Phase.READY;
		}

	}

	/** It ended, and starts again after the delay. */
	record BackingOff(Instant since, int launch, ShimmyException reason, Duration delay) implements SidecarState {

		@Override
		public Phase phase() {
			return Phase.BACKING_OFF;
		}

	}

	/** Its process is asked to end. */
	record Stopping(Instant since, int launch, Next next) implements SidecarState {

		/** A start that a person asked for is never forgotten for the sake of a use. */
		Stopping startedAfter(Next asked) {
			return new Stopping(this.since, this.launch, (this.next == Next.START) ? Next.START : asked);
		}

		/** A close is never forgotten for the sake of a stop. */
		Stopping endedAfter(Next asked) {
			boolean closing = this.next == Next.CLOSE || asked == Next.CLOSE;
			return new Stopping(this.since, this.launch, closing ? Next.CLOSE : Next.REST);
		}

		@Override
		public Phase phase() {
			return Phase.STOPPING;
		}

	}

	/** Given up, until somebody asks for a start. */
	record Failed(Instant since, ShimmyException reason) implements SidecarState {

		@Override
		public Phase phase() {
			return Phase.FAILED;
		}

	}

	/** For good. */
	record Closed(Instant since) implements SidecarState {

		@Override
		public Phase phase() {
			return Phase.CLOSED;
		}

	}

	/**
	 * A child that was spawned but is not proven.
	 */
	record LaunchedProcess(long pid, int port) {
	}

	/** What a stop is followed by. */
	enum Next {

		/** Nothing, until a start is asked for. */
		REST,

		/** Nothing, until a call needs the server. */
		SLEEP,

		/** A start that was asked for. */
		START,

		/** A start for a call that waits. */
		WAKE,

		/** The end of the sidecar. */
		CLOSE;

		boolean isStart() {
			return this == START || this == WAKE;
		}

	}

}
