package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a missing model visible: one at a time, verified as read back from the disk, and
 * at once or not at all.
 */
final class ModelTransfer {

	private static final Logger log = LoggerFactory.getLogger(ModelTransfer.class);

	private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

	private static final Duration EVENT_INTERVAL = Duration.ofMillis(250);

	private final TransferProgress listener;

	private final DiskSpace space;

	private final LongSupplier nanoTime;

	private final Pause pause;

	ModelTransfer(TransferProgress listener) {
		this(listener, DiskSpace.USABLE, System::nanoTime,
				(duration) -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
	}

	ModelTransfer(TransferProgress listener, DiskSpace space, LongSupplier nanoTime, Pause pause) {
		this.listener = listener;
		this.space = space;
		this.nanoTime = nanoTime;
		this.pause = pause;
	}

	ModelFile ensure(CatalogFile file, DownloadHandler handler) {
		OwnerOnly.createDirectory(file.directory());
		try (InterProcessLock lock = InterProcessLock.acquire(file.lock(), waiting(file))) {
			Optional<ModelFile> broughtByAnother = file.present();
			return broughtByAnother.isPresent() ? broughtByAnother.get() : fetch(file, handler);
		}
		catch (InterruptedException | ClosedByInterruptException ex) {
			Thread.currentThread().interrupt();
			throw failed(file, "was interrupted", ex);
		}
		catch (IOException ex) {
			throw failed(file, "failed: " + ex, ex);
		}
	}

	private ModelFile fetch(CatalogFile file, DownloadHandler handler) throws IOException, InterruptedException {
		if (Files.exists(file.path())) {
			log.warn("Model file '{}' is not used and is fetched again: {}", file.path(), file.problem().orElse(""));
		}
		this.space.require(file.directory(), file.model().sizeBytes());
		ProgressLog progressLog = new ProgressLog(file.model().id(), this.nanoTime);
		try {
			handler.download(file.model(), file.partial(), progress(progressLog));
			Fingerprint.of(file.partial()).requireMatch(file.model(), FirstBytes.of(file.partial()));
			publish(file);
			PartialFile.journal(file.partial()).delete();
		}
		finally {
			// What has a journal can be gone on with.
			if (!Files.exists(PartialFile.journal(file.partial()).path())) {
				Files.deleteIfExists(file.partial());
			}
		}
		log.info("Model '{}' is at '{}', fetched and verified in {} ms", file.model().id(), file.path(),
				progressLog.elapsed().toMillis());
		return file.visible();
	}

	private TransferProgress progress(ProgressLog progressLog) {
		TransferProgress events = new PacedProgress(this.listener, EVENT_INTERVAL, this.nanoTime);
		TransferProgress lines = new PacedProgress(progressLog, LOG_INTERVAL, this.nanoTime);
		return (transferredBytes, totalBytes, source) -> {
			events.transferred(transferredBytes, totalBytes, source);
			lines.transferred(transferredBytes, totalBytes, source);
		};
	}

	private InterProcessLock.Turn waiting(CatalogFile file) {
		return new LockWait(file, progress(new ProgressLog(file.model().id(), this.nanoTime)), this.pause);
	}

	/** Without the two syncs a power cut could leave a visible file full of zeros. */
	private static void publish(CatalogFile file) throws IOException {
		sync(file.partial(), StandardOpenOption.WRITE);
		Files.move(file.partial(), file.path(), StandardCopyOption.ATOMIC_MOVE);
		try {
			sync(file.directory(), StandardOpenOption.READ);
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException ex) {
			log.debug("Directory '{}' cannot be synced on this platform", file.directory(), ex);
		}
	}

	private static void sync(Path path, StandardOpenOption option) throws IOException {
		try (FileChannel channel = FileChannel.open(path, option)) {
			channel.force(true);
		}
	}

	private static ShimmyException failed(CatalogFile file, String how, Exception cause) {
		return new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED,
				"Fetching model '%s' to '%s' %s".formatted(file.model().id(), file.path(), how), cause);
	}

}
