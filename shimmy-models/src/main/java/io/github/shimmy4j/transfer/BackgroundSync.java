package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Syncs a file to the disk while the network still delivers. Without this, the sync at
 * the end takes as long as the transfer of a gigabyte.
 */
final class BackgroundSync implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(BackgroundSync.class);

	private static final long STEP_BYTES = 32 << 20;

	private final FileChannel channel;

	private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

	private long syncedBytes;

	BackgroundSync(FileChannel channel) {
		this.channel = channel;
	}

	/** To be told the size of the file after each write. */
	void written(long sizeBytes) {
		if (sizeBytes - this.syncedBytes >= STEP_BYTES && this.running.isDone()) {
			this.syncedBytes = sizeBytes;
			this.running = CompletableFuture.runAsync(this::sync,
					(sync) -> Threads.daemon("shimmy-sync", sync).start());
		}
	}

	private void sync() {
		try {
			this.channel.force(false);
		}
		catch (IOException ex) {
			// The last sync, before the file becomes visible, fails too and is reported.
			logger.debug("Background sync of a partial file failed", ex);
		}
	}

	/** Waits until the channel is no longer used. */
	@Override
	public void close() {
		this.running.join();
	}

}
