package io.github.shimmy4j.daemon;

import java.time.Instant;
import java.util.Optional;

import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The contents of {@code daemon.pid}: which process the daemon is, where it listens, and
 * the secret with which it proves to be ours.
 *
 * @param schema version of this format
 * @param pid process id
 * @param started start of the process; null if the operating system does not tell
 * @param address address and port on which it listens, such as {@code 127.0.0.1:11434} or
 * {@code [::1]:11434}
 * @param version version of the daemon
 * @param nonce secret of this run in 64 hexadecimal digits, which only {@link DaemonFile}
 * writes; see {@link DaemonProof}
 */
public record DaemonRecord(int schema, long pid, @Nullable Instant started, String address, String version,
		Secret nonce) {

	/** Version of the format. */
	public static final int SCHEMA = 1;

	public DaemonRecord {
		if (schema < SCHEMA || pid <= 1 || address == null
				|| DaemonAddress.parse(address).filter((at) -> at.port() > 0).isEmpty() || version == null
				|| nonce == null || !DaemonProof.isNonce(nonce.reveal())) {
			throw new IllegalArgumentException(
					"not a record of a daemon: schema %d, process %d".formatted(schema, pid));
		}
	}

	/**
	 * Describes this process as the daemon.
	 * @param address address and port on which it listens
	 * @param version its version
	 * @param nonce its secret
	 * @return the record
	 */
	public static DaemonRecord ofThisProcess(String address, String version, String nonce) {
		ProcessHandle self = ProcessHandle.current();
		return new DaemonRecord(SCHEMA, self.pid(), self.info().startInstant().orElse(null), address, version,
				Secret.of(nonce));
	}

	/**
	 * Finds the recorded process. A process that got the same id later has another start.
	 * @return the process; empty if it has ended
	 */
	public Optional<ProcessHandle> process() {
		return ProcessHandle.of(this.pid)
			.filter(ProcessHandle::isAlive)
			.filter((process) -> this.started == null
					|| process.info().startInstant().map(this.started::equals).orElse(true));
	}

	/** Where it listens. */
	DaemonAddress at() {
		return DaemonAddress.parse(this.address).orElseThrow();
	}

	/** Base URL of the daemon's routes, such as {@code http://127.0.0.1:11434}. */
	public String url() {
		return "http://" + this.address;
	}

	/** Leaves out the secret. */
	@Override
	public String toString() {
		return "daemon %s at %s (process %d)".formatted(this.version, this.address, this.pid);
	}

}
