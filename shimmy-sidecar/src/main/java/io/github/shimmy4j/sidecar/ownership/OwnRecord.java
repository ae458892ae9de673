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
 * The record of one sidecar, from its first launch until the sidecar is closed. The lock
 * is acquired before the record exists and released after it is gone, so a record whose
 * lock is free has no owner. A record that cannot be written does not stop a launch.
 */
public final class OwnRecord {

	private static final PrintableLogger logger = PrintableLogger.of(OwnRecord.class);

	private final Path directory;

	private final RecordFile file;

	private final Map<Path, SidecarRecord.Launch> launches = new LinkedHashMap<>();

	private @Nullable InterProcessLock lock;

	private boolean closed;

	private boolean warned;

	/** A record in the directory of all records; not written yet. */
	public OwnRecord(Path directory) {
		this.directory = directory;
		// A name is never used twice, so a sweeper that sees the record vanish is done.
		this.file = RecordFile.of(directory, UUID.randomUUID().toString());
	}

	/** A launch is about to create its directory. */
	public synchronized void launching(Path launch, int port) {
		this.launches.put(launch, new SidecarRecord.Launch(launch, port));
		save();
	}

	/** The process of a launch exists. */
	public synchronized void spawned(Path launch, ProcessIdentity process) {
		this.launches.computeIfPresent(launch, (path, entry) -> entry.of(process));
		save();
	}

	/** The process and the directory of a launch are gone. */
	public synchronized void ended(Path launch) {
		this.launches.remove(launch);
		save();
	}

	/** No launch follows; the record and its lock stay until the last one ended. */
	public synchronized void close() {
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
				logger.warn("Could not write the record of this sidecar in '{}'; if this process is killed, "
						+ "the next application cannot end its servers: {}", this.directory, ex.toString());
			}
			this.warned = true;
		}
	}

	private void write() throws IOException {
		if (this.lock == null) {
			OwnerOnly.createDirectory(this.directory);
			this.lock = InterProcessLock.tryAcquire(this.file.lock())
				.orElseThrow(() -> new IOException("another process holds '%s'".formatted(this.file.lock())));
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
