package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The facts that identify a process of shimmy4j. A process id alone is not enough, since
 * the operating system reuses it after a while.
 *
 * @param pid process id
 * @param started start time; null if the operating system does not tell
 * @param executable its program when this was recorded; null likewise
 * @param nonce random value of {@value #VARIABLE}, which its children inherit
 */
public record ProcessIdentity(long pid, @Nullable Instant started, @Nullable String executable, String nonce) {

	/** Environment variable of every process that shimmy4j starts. */
	public static final String VARIABLE = "SHIMMY4J_CHILD";

	private static final int NONCE_BYTES = 16;

	static String newNonce(SecureRandom random) {
		byte[] bytes = new byte[NONCE_BYTES];
		random.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	static ProcessIdentity of(ProcessHandle process, String nonce) {
		return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(null),
				process.info().command().orElse(null), nonce);
	}

	/**
	 * The process, if it still runs and is provably the recorded one; empty if it has
	 * ended or another process has its id.
	 */
	public Optional<ProcessHandle> find() {
		return ProcessHandle.of(this.pid).filter(ProcessHandle::isAlive).filter(this::isRecorded);
	}

	private boolean isRecorded(ProcessHandle process) {
		ProcessHandle.Info info = process.info();
		if (this.started == null || !info.startInstant().filter(this.started::equals).isPresent()) {
			return false;
		}
		// The program is compared only if the environment cannot be read, since a script
		// may have become another program.
		return hasNonce()
			.orElseGet(() -> this.executable != null && info.command().equals(Optional.of(this.executable)));
	}

	/**
	 * Whether its environment has the nonce; empty if the environment cannot be read. It
	 * is empty for a moment while a process becomes another program.
	 */
	private Optional<Boolean> hasNonce() {
		try {
			String environment = Files.readString(Path.of("/proc", Long.toString(this.pid), "environ"),
					StandardCharsets.ISO_8859_1);
			return environment.isEmpty() ? Optional.empty()
					: Optional.of(List.of(environment.split("\0")).contains(VARIABLE + "=" + this.nonce));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}
