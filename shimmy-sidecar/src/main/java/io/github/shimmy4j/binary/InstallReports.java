package io.github.shimmy4j.binary;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Where the progress of one installation goes: to the listener, into the log now and
 * then, and, from who installs, into a file for those who wait for it.
 */
final class InstallReports {

	private static final PrintableLogger log = PrintableLogger.of(InstallReports.class);

	private static final Duration EVENT_INTERVAL = Duration.ofMillis(250);

	private static final Duration FILE_INTERVAL = Duration.ofSeconds(1);

	private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

	private static final long BYTES_PER_MEGABYTE = 1_000_000;

	private final ServerVersion version;

	private final LongSupplier nanoTime;

	private final long startNanos;

	private final InstallProgress events;

	private final InstallProgress lines;

	InstallReports(ServerVersion version, InstallProgress listener, LongSupplier nanoTime) {
		this.version = version;
		this.nanoTime = nanoTime;
		this.startNanos = nanoTime.getAsLong();
		this.events = new PacedReports(listener, EVENT_INTERVAL, nanoTime);
		this.lines = new PacedReports(this::write, LOG_INTERVAL, nanoTime);
	}

	/** For who waits. */
	InstallProgress here() {
		return (how, done, total, detail) -> {
			this.events.progressed(how, done, total, detail);
			this.lines.progressed(how, done, total, detail);
		};
	}

	/** For who installs. */
	InstallProgress hereAndInto(JsonFile<InstallState> file) {
		InstallProgress here = here();
		InstallProgress state = new PacedReports((how, done, total, detail) -> write(file, how, done, total, detail),
				FILE_INTERVAL, this.nanoTime);
		return (how, done, total, detail) -> {
			here.progressed(how, done, total, detail);
			state.progressed(how, done, total, detail);
		};
	}

	Duration elapsed() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.startNanos);
	}

	/** The end has a line of its own. */
	private void write(BinaryInstall how, long done, long total, String detail) {
		if (done == total) {
			return;
		}
		if (how == BinaryInstall.CARGO) {
			log.info("Building shimmy {}: {} crates begun after {} s, the last {}", this.version, done,
					elapsed().toSeconds(), detail);
		}
		else {
			log.info("Downloading shimmy {}: {} MB{} after {} s from '{}'", this.version, done / BYTES_PER_MEGABYTE,
					(total > 0) ? " of " + total / BYTES_PER_MEGABYTE : "", elapsed().toSeconds(), detail);
		}
	}

	private static void write(JsonFile<InstallState> file, BinaryInstall how, long done, long total, String detail) {
		try {
			file.write(new InstallState(how, done, total, detail));
		}
		catch (IOException ex) {
			log.debug("Progress cannot be told to others", ex);
		}
	}

}
