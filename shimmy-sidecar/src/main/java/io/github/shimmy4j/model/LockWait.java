package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

import io.github.shimmy4j.storage.InterProcessLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that someone else fetches the model, and passes on how far that one is. */
final class LockWait implements InterProcessLock.Turn {

	private static final Logger log = LoggerFactory.getLogger(LockWait.class);

	/** How soon a waiter notices that it is its turn; others are rare. */
	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private static final String SOURCE = "another thread or process";

	private final CatalogFile file;

	private final TransferProgress progress;

	private final Pause pause;

	private boolean announced;

	LockWait(CatalogFile file, TransferProgress progress, Pause pause) {
		this.file = file;
		this.progress = progress;
		this.pause = pause;
	}

	@Override
	public void await() throws InterruptedException {
		if (!this.announced) {
			this.announced = true;
			log.info("Model '{}' is being fetched by {}; waiting for it", this.file.model().id(), SOURCE);
		}
		this.progress.transferred(partialBytes(), this.file.model().sizeBytes(), SOURCE);
		this.pause.await(POLL_INTERVAL);
	}

	private long partialBytes() {
		try {
			return Files.size(this.file.partial());
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
