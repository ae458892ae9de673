package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Has the disk write while the network still delivers. Left to the end, the sync of a
 * gigabyte alone takes as long as its transfer.
 */
final class EarlySync implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(EarlySync.class);

	private static final long STEP_BYTES = 32 << 20;

	private final FileChannel channel;

	private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

	private long syncedBytes;

	EarlySync(FileChannel channel) {
		this.channel = channel;
	}

	/** So many bytes are in the file now. */
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
			// The sync before the file becomes visible fails too, and is heeded.
			logger.debug("A file cannot be synced yet", ex);
		}
	}

	/** Ends the use of the channel. */
	@Override
	public void close() {
		this.running.join();
	}

}
