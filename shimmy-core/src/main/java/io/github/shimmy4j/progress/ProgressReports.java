package io.github.shimmy4j.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.shimmy4j.text.PrintableLogger;

/**
 * Tells of things that take long: a listener a few times a second; a person by a bar on a
 * terminal, or else by a line of the log every few seconds.
 */
public final class ProgressReports {

	private static final PrintableLogger logger = PrintableLogger.of(ProgressReports.class);

	private static final Duration EVENT_INTERVAL = Duration.ofMillis(250);

	private final ProgressListener listener;

	private final Supplier<Optional<PrintWriter>> terminal;

	private final Duration logInterval;

	private final LongSupplier nanoTime;

	/**
	 * Reports of transfers on the terminal of this process, if there is one.
	 * @param listener hears of every transfer at most four times a second, and of its end
	 * @return reports with a bar, or with a line of the log every 5 s
	 */
	public static ProgressReports onTerminal(ProgressListener listener) {
		return new ProgressReports(listener, TerminalBar::terminal, Duration.ofSeconds(5), System::nanoTime);
	}

	/**
	 * Reports of what takes minutes.
	 * @param listener hears of everything at most four times a second, and of its end
	 * @return reports with a line of the log every 10 s
	 */
	public static ProgressReports inLog(ProgressListener listener) {
		return new ProgressReports(listener, Optional::empty, Duration.ofSeconds(10), System::nanoTime);
	}

	/**
	 * Reports with every part replaced.
	 * @param listener hears of everything at most four times a second, and of its end
	 * @param terminal where bars are drawn; empty for lines of the log
	 * @param logInterval time between two lines of the log
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public ProgressReports(ProgressListener listener, Supplier<Optional<PrintWriter>> terminal, Duration logInterval,
			LongSupplier nanoTime) {
		this.listener = listener;
		this.terminal = terminal;
		this.logInterval = logInterval;
		this.nanoTime = nanoTime;
	}

	/**
	 * Begins to tell of something.
	 * @param kind what it is, such as {@code Model}
	 * @param name which one it is
	 * @return listener to its progress, to be closed when it has ended
	 */
	public Report begin(String kind, String name) {
		return new Report(kind, name);
	}

	/** Tells of one thing that takes long. */
	public final class Report implements ProgressListener, AutoCloseable {

		private final long startNanos = ProgressReports.this.nanoTime.getAsLong();

		private final TerminalBar bar = new TerminalBar(ProgressReports.this.terminal.get().orElse(null));

		private final ProgressListener events;

		private final ProgressListener bars;

		private final ProgressListener lines;

		private Report(String kind, String name) {
			LongSupplier clock = ProgressReports.this.nanoTime;
			this.events = ProgressReports.this.listener.every(EVENT_INTERVAL, clock);
			this.bars = new PacedListener((progress) -> this.bar.draw(name, progress), EVENT_INTERVAL, clock);
			this.lines = new PacedListener((progress) -> log(kind, name, progress), ProgressReports.this.logInterval,
					clock);
		}

		@Override
		public void progressed(Progress progress) {
			this.events.progressed(progress);
			this.bars.progressed(progress);
			if (!this.bar.isShown()) {
				this.lines.progressed(progress);
			}
		}

		/** The end has a line of its own. */
		private void log(String kind, String name, Progress progress) {
			if (!progress.ended()) {
				logger.info("{} '{}': {} after {} s", kind, name, progress, elapsed().toSeconds());
			}
		}

		/**
		 * Time since the beginning.
		 * @return how long it has taken so far
		 */
		public Duration elapsed() {
			return Duration.ofNanos(ProgressReports.this.nanoTime.getAsLong() - this.startNanos);
		}

		/** Ends the line of a bar. */
		@Override
		public void close() {
			this.bar.close();
		}

	}

}
