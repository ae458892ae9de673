package io.github.shimmy4j.sidecar.ownership;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.github.shimmy4j.process.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What a sidecar writes down of itself, for those who come after it if it ends without a
 * word.
 *
 * @param schema version of this shape
 * @param ownerPid process id of the JVM
 * @param ownerStarted when that JVM was started, or null where it is not known
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

	/** A record of this very process. */
	static SidecarRecord own(List<Launch> launches) {
		ProcessHandle self = ProcessHandle.current();
		return new SidecarRecord(SCHEMA, self.pid(), self.info().startInstant().orElse(null), launches);
	}

	/** Whether a sidecar of this very process wrote it. */
	boolean writtenHere() {
		SidecarRecord own = own(List.of());
		return this.ownerPid == own.ownerPid && this.ownerStarted != null && this.ownerStarted.equals(own.ownerStarted);
	}

	/** Whether a later version of this library wrote it. */
	boolean writtenByLaterVersion() {
		return this.schema > SCHEMA;
	}

	/**
	 * What is written down of one launch.
	 *
	 * @param directory absolute path of its own directory
	 * @param port loopback port
	 * @param process what its process is known by, or null while there is none yet
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
