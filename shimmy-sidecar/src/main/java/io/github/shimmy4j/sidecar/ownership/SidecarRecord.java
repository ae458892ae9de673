package io.github.shimmy4j.sidecar.ownership;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.github.shimmy4j.process.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Contents of a sidecar's record, which the next application reads if this one is killed.
 *
 * @param schema version of this format
 * @param ownerPid process id of the JVM
 * @param ownerStarted start time of that JVM, or null if it is not known
 * @param launches present launches, oldest first
 */
public record SidecarRecord(int schema, long ownerPid, @Nullable Instant ownerStarted, List<Launch> launches) {

	public static final int SCHEMA = 1;

	public SidecarRecord {
		launches = List.copyOf(launches);
		if (schema < SCHEMA || ownerPid <= 0) {
			throw new IllegalArgumentException("not a record: schema %d of process %d".formatted(schema, ownerPid));
		}
	}

	/** A record of this process. */
	static SidecarRecord own(List<Launch> launches) {
		ProcessHandle self = ProcessHandle.current();
		return new SidecarRecord(SCHEMA, self.pid(), self.info().startInstant().orElse(null), launches);
	}

	/** Whether a sidecar of this process wrote it. */
	boolean writtenHere() {
		SidecarRecord own = own(List.of());
		return this.ownerPid == own.ownerPid && this.ownerStarted != null && this.ownerStarted.equals(own.ownerStarted);
	}

	/** Whether a later version of this library wrote it. */
	boolean writtenByLaterVersion() {
		return this.schema > SCHEMA;
	}

	/**
	 * Entry of one launch.
	 *
	 * @param directory absolute path of the directory of this launch
	 * @param port loopback port
	 * @param process identity of its process, or null until it is spawned
	 */
	public record Launch(String directory, int port, @Nullable ProcessIdentity process) {

		public Launch {
			if (directory == null || !Path.of(directory).isAbsolute()) {
				throw new IllegalArgumentException("not the directory of a launch: " + directory);
			}
			if (process != null && (process.pid() <= 1 || process.nonce() == null || process.nonce().isBlank())) {
				throw new IllegalArgumentException("not a process of ours: " + process);
			}
		}

		public Launch(Path directory, int port) {
			this(directory.toString(), port, null);
		}

		Launch of(ProcessIdentity spawned) {
			return new Launch(this.directory, this.port, spawned);
		}

		Path path() {
			return Path.of(this.directory);
		}

	}

}
