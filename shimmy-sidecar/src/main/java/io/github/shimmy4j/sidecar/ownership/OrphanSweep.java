package io.github.shimmy4j.sidecar.ownership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.process.Orphan;
import io.github.shimmy4j.process.PortReservations;
import io.github.shimmy4j.process.ProcessIdentity;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Ends what sidecars left behind whose JVM was killed, by their records. Only a process
 * that is provably the recorded one is ever signalled.
 *
 * <p>
 * A record exists only while its owner holds its lock or after the owner died. So the
 * record is looked for once more under the lock: if it is gone, its owner or another
 * sweeper has removed it, and no owner comes back under the same name. That makes it safe
 * to delete the lock's file as well.
 */
public final class OrphanSweep {

	private static final PrintableLogger logger = PrintableLogger.of(OrphanSweep.class);

	/** A killed process is gone at once, unless the kernel waits for a disk. */
	private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

	private final Path records;

	private final Path run;

	private final PortReservations ports;

	/**
	 * Looks at nothing yet.
	 * @param records directory of the records
	 * @param run directory of the launches
	 * @param ports where they reserved their ports
	 */
	public OrphanSweep(Path records, Path run, PortReservations ports) {
		this.records = records;
		this.run = run;
		this.ports = ports;
	}

	/** Sweeps once. What goes wrong is logged: nothing of it may stop a launch. */
	public void sweep() throws InterruptedException {
		List<String> swept = new ArrayList<>();
		for (RecordFile file : files()) {
			try {
				sweep(file, swept);
			}
			catch (NoSuchFileException ex) {
				// Its owner ended in order, or another sweeper was quicker.
			}
			catch (IOException ex) {
				logger.warn("Record '{}' could not be swept: {}", file.path(), ex.toString());
			}
		}
		if (!swept.isEmpty()) {
			logger.info("Swept up after an application that was killed: {}", String.join("; ", swept));
		}
	}

	private List<RecordFile> files() {
		if (Files.notExists(this.records)) {
			return List.of();
		}
		try {
			return Listing.of(this.records)
				.stream()
				.filter((file) -> file.toString().endsWith(RecordFile.EXTENSION))
				.map(RecordFile::new)
				.toList();
		}
		catch (IOException ex) {
			logger.warn("Servers left behind by a killed application cannot be looked for in '{}': {}", this.records,
					ex.toString());
			return List.of();
		}
	}

	private void sweep(RecordFile file, List<String> swept) throws IOException, InterruptedException {
		// Of a sidecar in this process, perhaps of another class loader, whose lock would
		// be lost by our merely opening its file.
		if (file.read().filter(SidecarRecord::writtenHere).isPresent()) {
			return;
		}
		Optional<InterProcessLock> free = InterProcessLock.tryAcquire(file.lock());
		if (free.isEmpty()) {
			return;
		}
		try (InterProcessLock lock = free.get()) {
			if (!OwnFile.exists(file.path()) || endAll(file, swept)) {
				file.delete();
				lock.delete();
			}
		}
	}

	/** Whether the record has served its purpose. */
	private boolean endAll(RecordFile file, List<String> swept) throws IOException, InterruptedException {
		Optional<SidecarRecord> sidecar = file.read();
		if (sidecar.isEmpty()) {
			logger.warn("'{}' is not a record of a sidecar and is removed; no process was signalled", file.path());
			return true;
		}
		if (sidecar.get().writtenByLaterVersion()) {
			logger.warn("Record '{}' is of a later version of shimmy4j and is left alone", file.path());
			return false;
		}
		boolean done = true;
		for (SidecarRecord.Launch launch : sidecar.get().launches()) {
			done &= end(launch, swept);
		}
		return done;
	}

	private boolean end(SidecarRecord.Launch launch, List<String> swept) throws InterruptedException {
		ProcessIdentity process = launch.process();
		Optional<ProcessHandle> running = (process != null) ? process.find() : Optional.empty();
		if (process != null && running.isPresent()) {
			String what = "pid %d (%s on port %d)".formatted(process.pid(),
					running.get().info().command().orElse("a server"), launch.port());
			if (!new Orphan(process).kill(KILL_LIMIT)) {
				logger.warn("A killed application left {} behind, which cannot be ended", what);
				return false;
			}
			swept.add("ended " + what);
		}
		this.ports.forget(launch.port());
		Path directory = launch.path().normalize();
		LaunchDirectory files = new LaunchDirectory(this.run, String.valueOf(directory.getFileName()));
		// A record may name anything; we remove what can only be a launch of ours.
		if (directory.equals(files.root()) && !directory.equals(files.home())
				&& Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
			files.delete();
			swept.add("removed '%s'".formatted(directory));
		}
		return true;
	}

}
