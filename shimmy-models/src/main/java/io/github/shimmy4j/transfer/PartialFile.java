package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * A file that arrives from one source. It never exceeds the expected size, and its digest
 * is computed while it arrives. The bytes of an earlier attempt are kept if the journal
 * beside the file says where they came from.
 */
final class PartialFile implements AutoCloseable {

	private static final PrintableLogger logger = PrintableLogger.of(PartialFile.class);

	private static final int BUFFER_BYTES = 1 << 18;

	private final WantedFile wanted;

	private final Path path;

	private final FileChannel channel;

	private final DiskSpace space;

	private final JsonFile<Journal> journal;

	private final BackgroundSync sync;

	private final MessageDigest digest = Sha256.begin();

	private final ByteBuffer first = ByteBuffer.allocate(FirstBytes.LENGTH);

	private long sizeBytes;

	/** Origin of the bytes so far; null if the transfer cannot be resumed. */
	private @Nullable Journal origin;

	private PartialFile(WantedFile wanted, Path path, FileChannel channel, DiskSpace space) {
		this.wanted = wanted;
		this.path = path;
		this.channel = channel;
		this.space = space;
		this.journal = journal(path);
		this.sync = new BackgroundSync(channel);
	}

	/** Throws DIRECTORY_NOT_WRITABLE, DISK_FULL or SYSTEM_LIMIT. */
	static PartialFile open(WantedFile wanted, Path path, DiskSpace space) throws IOException {
		try {
			FileChannel channel = OwnFile.openOrCreate(path);
			PartialFile file = new PartialFile(wanted, path, channel, space);
			try {
				file.resume();
				return file;
			}
			catch (IOException | RuntimeException ex) {
				channel.close();
				throw ex;
			}
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw unusable(wanted, path, ex);
		}
	}

	private static ShimmyException unusable(WantedFile wanted, Path path, IOException cause) {
		return StorageFailure.of("'%s' cannot be written to '%s'".formatted(wanted.name(), path), path, cause);
	}

	/** The journal beside a partial file. */
	static JsonFile<Journal> journal(Path partial) {
		return new JsonFile<>(partial.resolveSibling(partial.getFileName() + ".json"), Journal.class);
	}

	/** Reads the bytes of an earlier attempt, or discards them if they are useless. */
	private void resume() throws IOException {
		this.origin = this.journal.read().orElse(null);
		if (this.origin == null || this.channel.size() > this.wanted.sizeBytes()) {
			startOver();
			return;
		}
		ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
		while (this.channel.read(buffer) >= 0) {
			count(buffer.flip());
			buffer.clear();
		}
	}

	/** Discards all bytes and their origin. */
	void startOver() throws IOException {
		this.journal.delete();
		this.origin = null;
		this.channel.truncate(0);
		this.digest.reset();
		this.first.clear();
		this.sizeBytes = 0;
	}

	/** The validator for requesting the rest; null if only the whole can be requested. */
	@Nullable String validator(String source) {
		Journal known = this.origin;
		return (known != null && this.sizeBytes > 0 && known.source().equals(source)) ? known.validator() : null;
	}

	/** Records the origin of the bytes; to be called before the first one. */
	void comesFrom(String source, String validator) throws IOException {
		Journal next = new Journal(source, validator);
		if (!next.equals(this.origin)) {
			this.journal.write(next);
			this.origin = next;
		}
	}

	boolean isComplete() {
		return this.sizeBytes == this.wanted.sizeBytes();
	}

	WantedFile wanted() {
		return this.wanted;
	}

	Path path() {
		return this.path;
	}

	long sizeBytes() {
		return this.sizeBytes;
	}

	Progress progress(SourceReference source) {
		return Progress.ofBytes(this.sizeBytes, this.wanted.sizeBytes(), source.description());
	}

	void requireSpaceFor(long bytes) throws IOException {
		this.space.require(this.path.toAbsolutePath().resolveSibling(""), bytes);
	}

	void write(ByteBuffer bytes) throws IOException, InterruptedException {
		if (this.sizeBytes + bytes.remaining() > this.wanted.sizeBytes()) {
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"'%s' did not end after its %,d bytes".formatted(this.wanted.name(), this.wanted.sizeBytes()));
		}
		count(bytes);
		try {
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
			this.sync.written(this.sizeBytes);
		}
		catch (ClosedByInterruptException ex) {
			Thread.interrupted();
			throw new InterruptedException("interrupted after %,d bytes".formatted(this.sizeBytes));
		}
		catch (IOException ex) {
			requireSpaceFor(this.wanted.sizeBytes() - this.sizeBytes + bytes.remaining());
			throw unusable(this.wanted, this.path, ex);
		}
	}

	private void count(ByteBuffer bytes) {
		this.digest.update(bytes.duplicate());
		int head = Math.min(bytes.remaining(), this.first.remaining());
		this.first.put(bytes.slice(bytes.position(), head));
		this.sizeBytes += bytes.remaining();
	}

	/** Throws CHECKSUM_MISMATCH unless the wanted content has arrived. */
	void finish() {
		byte[] head = new byte[this.first.position()];
		this.first.duplicate().flip().get(head);
		new Fingerprint(this.sizeBytes, Sha256.end(this.digest)).requireMatch(this.wanted, new FirstBytes(head));
	}

	@Override
	public void close() throws IOException {
		this.sync.await();
		this.channel.close();
	}

	/**
	 * The origin of a partial file, stored beside it so that another process can resume
	 * the transfer.
	 *
	 * @param source reference of the source
	 * @param validator strong entity tag of the answer, with its quotes; see
	 * <a href="https://www.rfc-editor.org/rfc/rfc9110#name-if-range">RFC 9110,
	 * If-Range</a>
	 */
	record Journal(String source, String validator) {

		Journal {
			Objects.requireNonNull(source, "source");
			Objects.requireNonNull(validator, "validator");
		}

	}

	/**
	 * Syncs a file to the disk while the network still delivers. Without this, the sync
	 * at the end takes as long as the transfer of a gigabyte.
	 */
	private static final class BackgroundSync {

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
				// The last sync, before the file becomes visible, fails too and is
				// reported.
				logger.debug("Background sync of a partial file failed", ex);
			}
		}

		/** Waits until the sync no longer uses the channel. */
		void await() {
			this.running.join();
		}

	}

}
