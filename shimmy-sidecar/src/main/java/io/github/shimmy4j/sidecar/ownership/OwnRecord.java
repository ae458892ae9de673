package io.github.shimmy4j.sidecar.ownership;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ProcessIdentity;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * The record of one sidecar, from its first launch until it is closed. The lock is taken
 * before the record appears and given back after it is gone: a record whose lock is free
 * has no owner. That a record cannot be written stops no launch.
 */
public final class OwnRecord {

	private static final PrintableLogger logger = PrintableLogger.of(OwnRecord.class);

	private final Path directory;

	private final RecordFile file;

	private final Map<Path, SidecarRecord.Launch> launches = new LinkedHashMap<>();

	private @Nullable InterProcessLock lock;

	private boolean closed;

	private boolean warned;

	/**
	 * A record that is not written yet.
	 * @param directory where the records of all sidecars are
	 */
	public OwnRecord(Path directory) {
		this.directory = directory;
		// Never used twice: whoever sees a record of this name vanish need not look
		// again.
		this.file = RecordFile.of(directory, UUID.randomUUID().toString());
	}

	/** A launch is about to make its directory. */
	public synchronized void launching(Path launch, int port) {
		this.launches.put(launch, new SidecarRecord.Launch(launch, port));
		save();
	}

	/** Its process exists. */
	public synchronized void spawned(Path launch, ProcessIdentity process) {
		this.launches.computeIfPresent(launch, (path, entry) -> entry.of(process));
		save();
	}

	/** Its process and its directory are gone. */
	synchronized void ended(Path launch) {
		this.launches.remove(launch);
		save();
	}

	/**
	 * There will be no more launches. One that has not ended stays written down, and the
	 * lock is held until it has.
	 */
	synchronized void close() {
		this.closed = true;
		save();
	}

	private void save() {
		try {
			if (this.closed && this.launches.isEmpty()) {
				remove();
			}
			else {
				write();
			}
		}
		catch (IOException | ShimmyException ex) {
			if (!this.warned) {
				logger.warn("What runs cannot be written down in '{}'; if this process is killed, "
						+ "the next one cannot sweep up after it: {}", this.directory, ex.toString());
			}
			this.warned = true;
		}
	}

	private void write() throws IOException {
		if (this.lock == null) {
			OwnerOnly.createDirectory(this.directory);
			this.lock = InterProcessLock.tryAcquire(this.file.lock())
				.orElseThrow(() -> new IOException("somebody else holds '%s'".formatted(this.file.lock())));
		}
		this.file.write(SidecarRecord.own(List.copyOf(this.launches.values())));
	}

	private void remove() throws IOException {
		InterProcessLock held = this.lock;
		if (held != null) {
			this.lock = null;
			try (held) {
				this.file.delete();
				held.delete();
			}
		}
	}

}
