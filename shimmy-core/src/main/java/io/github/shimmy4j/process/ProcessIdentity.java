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
 * What a process of ours is known by. A process id alone is not enough, since the
 * operating system gives it to somebody else after a while.
 *
 * @param pid process id
 * @param started when it was started, or null where the operating system does not say
 * @param executable program that it ran when this was written down, or null likewise
 * @param nonce random value of the variable {@value #VARIABLE}, which it has from us and
 * hands on to what it starts
 */
public record ProcessIdentity(long pid, @Nullable Instant started, @Nullable String executable, String nonce) {

	/** Variable in the environment of every process that we start. */
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
	 * The process itself, if it still runs and is provably the one that was meant.
	 * @return the process, or empty if it has ended or another one has its id
	 */
	public Optional<ProcessHandle> find() {
		return ProcessHandle.of(this.pid).filter(ProcessHandle::isAlive).filter(this::isMeant);
	}

	private boolean isMeant(ProcessHandle process) {
		ProcessHandle.Info info = process.info();
		if (this.started == null || !info.startInstant().filter(this.started::equals).isPresent()) {
			return false;
		}
		// Only where the environment cannot be read: a script may have become another
		// program since.
		return hasNonce()
			.orElseGet(() -> this.executable != null && info.command().equals(Optional.of(this.executable)));
	}

	/**
	 * Whether its environment has the nonce; empty where that cannot be read. While a
	 * process becomes another program it has none for a moment.
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
