package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.text.PrintableLogger;

/** Says once that someone else is at a file, and passes on how far that one is. */
final class LockWait implements InterProcessLock.Turn {

	private static final PrintableLogger log = PrintableLogger.of(LockWait.class);

	/** How soon a waiter notices that it is its turn; others are rare. */
	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private static final String SOURCE = "another thread or process";

	private final String name;

	private final Path partial;

	private final long totalBytes;

	private final TransferProgress progress;

	private final Pause pause;

	private boolean announced;

	LockWait(String name, Path partial, long totalBytes, TransferProgress progress, Pause pause) {
		this.name = name;
		this.partial = partial;
		this.totalBytes = totalBytes;
		this.progress = progress;
		this.pause = pause;
	}

	@Override
	public void await() throws InterruptedException {
		if (!this.announced) {
			this.announced = true;
			log.info("Model '{}' is being fetched by {}; waiting for it", this.name, SOURCE);
		}
		report();
		this.pause.await(POLL_INTERVAL);
	}

	private void report() {
		long partial = partialBytes();
		long wheels = WheelDirectory.find(this.partial).map(WheelDirectory::sizeBytes).orElse(0L);
		if (wheels > partial) {
			// The file is not written yet, and wheels have another size.
			this.progress.transferred(wheels, TransferProgress.UNKNOWN_TOTAL, SOURCE);
		}
		else {
			this.progress.transferred(partial, this.totalBytes, SOURCE);
		}
	}

	private long partialBytes() {
		try {
			return Files.size(this.partial);
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
