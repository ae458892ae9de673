package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Files;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that someone else fetches the model, and passes on how far that one is. */
final class LockWait implements Runnable {

	private static final Logger log = LoggerFactory.getLogger(LockWait.class);

	private static final String SOURCE = "another thread or process";

	private final CatalogFile file;

	private final TransferProgress progress;

	private boolean announced;

	LockWait(CatalogFile file, TransferProgress progress) {
		this.file = file;
		this.progress = progress;
	}

	@Override
	public void run() {
		if (!this.announced) {
			this.announced = true;
			log.info("Model '{}' is being fetched by {}; waiting for it", this.file.model().id(), SOURCE);
		}
		this.progress.transferred(partialBytes(), this.file.model().sizeBytes(), SOURCE);
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
