package io.github.shimmy4j.transfer;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells of transfers: the listener a few times a second; a person by a bar on a terminal,
 * or else by a line of the log every few seconds.
 *
 * @param listener hears of every transfer
 * @param bars makes the bar of a transfer
 * @param nanoTime monotonic time in nanoseconds
 */
record TransferReports(TransferProgress listener, Supplier<TerminalBar> bars, LongSupplier nanoTime) {

	private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

	private static final Duration EVENT_INTERVAL = Duration.ofMillis(250);

	static TransferReports of(TransferProgress listener) {
		return new TransferReports(listener, TerminalBar::ofThisProcess, System::nanoTime);
	}

	Report begin(String name) {
		return new Report(name);
	}

	/** One transfer. */
	final class Report implements TransferProgress, AutoCloseable {

		private final ProgressLog lines;

		private final TransferProgress pacedLines;

		private final TransferProgress pacedEvents;

		private final TerminalBar bar = TransferReports.this.bars.get();

		private final TransferProgress pacedBar;

		private Report(String name) {
			LongSupplier nanoTime = TransferReports.this.nanoTime;
			this.lines = new ProgressLog(name, nanoTime);
			this.pacedLines = new PacedProgress(this.lines, LOG_INTERVAL, nanoTime);
			this.pacedEvents = new PacedProgress(TransferReports.this.listener, EVENT_INTERVAL, nanoTime);
			this.pacedBar = new PacedProgress(
					(transferredBytes, totalBytes, source) -> this.bar.draw(name, transferredBytes, totalBytes),
					EVENT_INTERVAL, nanoTime);
		}

		@Override
		public void transferred(long transferredBytes, long totalBytes, String source) {
			this.pacedEvents.transferred(transferredBytes, totalBytes, source);
			this.pacedBar.transferred(transferredBytes, totalBytes, source);
			if (!this.bar.isShown()) {
				this.pacedLines.transferred(transferredBytes, totalBytes, source);
			}
		}

		Duration elapsed() {
			return this.lines.elapsed();
		}

		@Override
		public void close() {
			this.bar.close();
		}

	}

}
