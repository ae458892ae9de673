package io.github.shimmy4j.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.ShimmyHome;
import org.jspecify.annotations.Nullable;

/**
 * How a program finds, and starts, this user's daemon.
 *
 * @param environment variables that say where this user's files are, and of which the
 * allowed ones are the daemon's environment if it is started; those of this process by
 * default
 * @param address address and port on which the daemon is expected and, if none runs,
 * started, such as {@code 127.0.0.1:11434}; port 0 stands for any; null by default:
 * wherever it is
 * @param autoSpawn whether the daemon is started if none runs; true by default
 * @param timeout longest silence of a daemon that starts or answers; 120 s by default
 * @param command command that starts the daemon, program first; by default empty: the
 * dependency {@code shimmy-daemon} is started, or else {@code shimmy4j} on PATH
 */
public record DaemonConfig(Map<String, String> environment, @Nullable String address, boolean autoSpawn,
		Duration timeout, List<String> command) {

	private static final Duration TIMEOUT = Duration.ofSeconds(120);

	public DaemonConfig {
		environment = Map.copyOf(environment);
		command = List.copyOf(command);
		require(address == null || DaemonAddress.parse(address).isPresent(), "address of the daemon", address,
				"an address with a port from 1 to 65535, such as 127.0.0.1:11434 or [::1]:11434, or with 0 for any port");
		require(timeout.toMillis() > 0, "time-out of the daemon", timeout, "a time of at least 1 ms");
		require(command.isEmpty() || !command.get(0).isBlank(), "program in the command of the daemon",
				command.isEmpty() ? "" : command.get(0), "a name or a path");
	}

	/** The defaults, with the environment of this process. */
	public static DaemonConfig ofDefaults() {
		return new DaemonConfig(System.getenv(), null, true, TIMEOUT, List.of());
	}

	private static void require(boolean valid, String what, @Nullable Object value, String allowed) {
		if (!valid) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"The %s is '%s'; allowed is %s".formatted(what, value, allowed));
		}
	}

	/** The same with other variables. */
	public DaemonConfig withEnvironment(Map<String, String> environment) {
		return new DaemonConfig(environment, this.address, this.autoSpawn, this.timeout, this.command);
	}

	/** The same with an address at which the daemon must be. */
	public DaemonConfig withAddress(@Nullable String address) {
		return new DaemonConfig(this.environment, address, this.autoSpawn, this.timeout, this.command);
	}

	/** The same with, or without, the right to start the daemon. */
	public DaemonConfig withAutoSpawn(boolean autoSpawn) {
		return new DaemonConfig(this.environment, this.address, autoSpawn, this.timeout, this.command);
	}

	/** The same with another limit on silence. */
	public DaemonConfig withTimeout(Duration timeout) {
		return new DaemonConfig(this.environment, this.address, this.autoSpawn, timeout, this.command);
	}

	/** The same with a command that starts the daemon. */
	public DaemonConfig withCommand(List<String> command) {
		return new DaemonConfig(this.environment, this.address, this.autoSpawn, this.timeout, command);
	}

	/**
	 * The directories of the user.
	 * @throws ShimmyException INVALID_CONFIGURATION if the environment names none
	 */
	ShimmyHome home() {
		return ShimmyHome.of(this.environment);
	}

	/** Leaves out the environment and the command's arguments, which may hold secrets. */
	@Override
	public String toString() {
		return "DaemonConfig[address=%s, autoSpawn=%s, timeout=%s, program=%s]".formatted(this.address, this.autoSpawn,
				this.timeout, this.command.isEmpty() ? null : this.command.get(0));
	}

}
