package io.github.shimmy4j.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import sun.misc.Signal;

/**
 * How {@code llama-server} ends on a signal: with status 0, but not while a client still
 * reads a stream, for which it waits 30 seconds; with 1 at once on a second signal.
 */
final class Termination {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Duration POLL = Duration.ofMillis(20);

	private final AtomicInteger signals = new AtomicInteger();

	private final AtomicInteger streams = new AtomicInteger();

	/** Begins to listen to SIGTERM and SIGINT. */
	void install() {
		Signal.handle(new Signal("TERM"), (signal) -> end());
		Signal.handle(new Signal("INT"), (signal) -> end());
	}

	private void end() {
		if (this.signals.incrementAndGet() > 1) {
			Runtime.getRuntime().halt(1);
		}
		long deadline = System.nanoTime() + LIMIT.toNanos();
		while (this.streams.get() > 0 && System.nanoTime() < deadline) {
			Pause.of(POLL);
		}
		Runtime.getRuntime().halt(0);
	}

	void whileStreaming(Stream stream) throws IOException {
		this.streams.incrementAndGet();
		try {
			stream.send();
		}
		finally {
			this.streams.decrementAndGet();
		}
	}

	/** Sends an answer as a stream. */
	@FunctionalInterface
	interface Stream {

		void send() throws IOException;

	}

}
