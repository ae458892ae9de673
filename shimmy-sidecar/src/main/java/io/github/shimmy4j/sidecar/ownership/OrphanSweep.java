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
 * Ends the servers of killed applications, and removes their files. Their records say
 * which these are. Only a process that is proven to be the recorded one is signalled.
 *
 * <p>
 * A record exists only while its owner holds the lock, or after the owner died. If the
 * record is gone once we hold the lock, its owner or another sweeper removed it, and no
 * owner uses that name again. So the lock's file can be deleted too.
 */
public final class OrphanSweep {

	private static final PrintableLogger logger = PrintableLogger.of(OrphanSweep.class);

	/** A killed process is gone at once, unless the kernel waits for a disk. */
	private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

	private final Path records;

	private final Path run;

	private final PortReservations ports;

	/** Sweeps the directories of the records and of the launches, and reserved ports. */
	public OrphanSweep(Path records, Path run, PortReservations ports) {
		this.records = records;
		this.run = run;
		this.ports = ports;
	}

	/** Sweeps once. Problems are logged, because they must not stop a launch. */
	public void sweep() throws InterruptedException {
		List<String> swept = new ArrayList<>();
		for (RecordFile file : files()) {
			try {
				sweep(file, swept);
			}
			catch (NoSuchFileException ex) {
				// Its owner ended normally, or another sweeper was faster.
			}
			catch (IOException ex) {
				logger.warn("Could not sweep the record '{}': {}", file.path(), ex.toString());
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
			logger.warn("Could not look for servers of killed applications in '{}': {}", this.records, ex.toString());
			return List.of();
		}
	}

	private void sweep(RecordFile file, List<String> swept) throws IOException, InterruptedException {
		// A sidecar of this process, perhaps of another class loader, would lose its lock
		// if we only opened and closed the lock's file.
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

	/** Ends all servers of a record. True if the record can be removed. */
	private boolean endAll(RecordFile file, List<String> swept) throws IOException, InterruptedException {
		Optional<SidecarRecord> sidecar = file.read();
		if (sidecar.isEmpty()) {
			logger.warn("Removing '{}', which is not a record of a sidecar; no process was signalled", file.path());
			return true;
		}
		if (sidecar.get().writtenByLaterVersion()) {
			logger.warn("Ignoring the record '{}', which a later version of shimmy4j wrote", file.path());
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
				logger.warn("Could not end a server of a killed application: {}", what);
				return false;
			}
			swept.add("ended " + what);
		}
		this.ports.forget(launch.port());
		Path directory = launch.path().normalize();
		LaunchDirectory files = new LaunchDirectory(this.run, String.valueOf(directory.getFileName()));
		// A record may name any path; we remove only what can be a launch of ours.
		if (directory.equals(files.root()) && !directory.equals(files.home())
				&& Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
			files.delete();
			swept.add("removed '%s'".formatted(directory));
		}
		return true;
	}

}
