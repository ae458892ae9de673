package io.github.shimmy4j.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.shimmy4j.text.PrintableLogger;

/**
 * Reports downloads and builds: to a listener up to four times a second; to a person by a
 * bar on the terminal, or else by a log line every few seconds.
 */
public final class ProgressReports {

	private static final PrintableLogger logger = PrintableLogger.of(ProgressReports.class);

	private static final Duration EVENT_INTERVAL = Duration.ofMillis(250);

	private final ProgressListener listener;

	private final Supplier<Optional<PrintWriter>> terminal;

	private final Duration logInterval;

	private final LongSupplier nanoTime;

	/**
	 * Makes reports with a bar on this process's terminal, or with a log line every 5 s
	 * if there is none.
	 * @param listener receives each progress at most four times a second, and the end
	 * @return the reports
	 */
	public static ProgressReports onTerminal(ProgressListener listener) {
		return new ProgressReports(listener, TerminalBar::terminal, Duration.ofSeconds(5), System::nanoTime);
	}

	/**
	 * Makes reports for work that takes minutes, with a log line every 10 s.
	 * @param listener receives each progress at most four times a second, and the end
	 * @return the reports
	 */
	public static ProgressReports inLog(ProgressListener listener) {
		return new ProgressReports(listener, Optional::empty, Duration.ofSeconds(10), System::nanoTime);
	}

	/**
	 * Reports with every part replaceable.
	 * @param listener receives each progress at most four times a second, and the end
	 * @param terminal where bars are drawn; empty for log lines
	 * @param logInterval time between two log lines
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
	 * Begins to report one download or build.
	 * @param kind its kind, such as {@code Model}
	 * @param name its name
	 * @return listener to its progress, to be closed at the end
	 */
	public Report begin(String kind, String name) {
		return new Report(kind, name);
	}

	/** The reports of one download or build. */
	public final class Report implements ProgressListener, AutoCloseable {

		private final long startNanos = ProgressReports.this.nanoTime.getAsLong();

		private final TerminalBar bar = new TerminalBar(ProgressReports.this.terminal.get().orElse(null));

		private final ProgressListener events;

		private final ProgressListener bars;

		private final ProgressListener lines;

		private Report(String kind, String name) {
			LongSupplier clock = ProgressReports.this.nanoTime;
			this.events = ProgressReports.this.listener.every(EVENT_INTERVAL, clock);
			ProgressListener drawn = (progress) -> this.bar.draw(name, progress);
			this.bars = drawn.every(EVENT_INTERVAL, clock);
			ProgressListener logged = (progress) -> log(kind, name, progress);
			this.lines = logged.every(ProgressReports.this.logInterval, clock);
		}

		@Override
		public void progressed(Progress progress) {
			this.events.progressed(progress);
			this.bars.progressed(progress);
			if (!this.bar.isShown()) {
				this.lines.progressed(progress);
			}
		}

		/** The caller logs the end itself. */
		private void log(String kind, String name, Progress progress) {
			if (!progress.ended()) {
				logger.info("{} '{}': {} after {} s", kind, name, progress, elapsed().toSeconds());
			}
		}

		/** Time since the beginning. */
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
