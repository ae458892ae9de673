package io.github.shimmy4j.sidecar.ownership;

import java.time.Instant;
import java.util.List;

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
public record SidecarRecord(int schema, long ownerPid, @Nullable Instant ownerStarted, List<LaunchRecord> launches) {

	public static final int SCHEMA = 1;

	public SidecarRecord {
		launches = List.copyOf(launches);
		if (schema < SCHEMA || ownerPid <= 0) {
			throw new IllegalArgumentException("not a record: schema %d of process %d".formatted(schema, ownerPid));
		}
	}

	/** A record of this very process. */
	static SidecarRecord own(List<LaunchRecord> launches) {
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

}
