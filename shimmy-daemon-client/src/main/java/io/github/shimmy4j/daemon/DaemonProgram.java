package io.github.shimmy4j.daemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.DetachedProcess;
import io.github.shimmy4j.process.SearchPath;
import io.github.shimmy4j.storage.ShimmyHome;

/** Finds the program that is started as the daemon, and starts it. */
final class DaemonProgram {

	/** Beside those of all children: where a user's files are, and options of the JVM. */
	private static final Set<String> VARIABLES = Set.of("HOME", "USER", "LOGNAME", ShimmyHome.VARIABLE,
			"SHIMMY4J_JAVA_OPTS", "JAVA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
			"USERPROFILE", "USERNAME", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA");

	/** Boot's name for the address in the environment, which every way of a start has. */
	private static final String ADDRESS = "SHIMMY_GATEWAY_BINDADDRESS";

	/** Boot's name for what of the log goes to the console. */
	private static final String CONSOLE = "LOGGING_THRESHOLD_CONSOLE";

	private static final List<String> COMMAND_LINE = List.of("daemon", "run");

	private final DaemonConfig config;

	private final ClassLoader classPath;

	/**
	 * The program of a configuration; looks for nothing yet.
	 * @param config how to start the daemon
	 * @param classPath class path of the caller, which is searched first
	 */
	DaemonProgram(DaemonConfig config, ClassLoader classPath) {
		this.config = config;
		this.classPath = classPath;
	}

	/**
	 * Finds the command: the configured one, that of the dependency, or that of the
	 * command line.
	 * @throws ShimmyException DAEMON_NOT_FOUND if there is none; DIRECTORY_NOT_WRITABLE
	 * or DISK_FULL if the dependency cannot be unpacked
	 */
	List<String> find() {
		if (!this.config.command().isEmpty()) {
			return configured();
		}
		Optional<CarriedDaemon> carried = carried();
		if (carried.isPresent()) {
			return carried.get().install();
		}
		SearchPath path = SearchPath.of(this.config.environment());
		return path.find("shimmy4j", "shimmy4j.exe", "shimmy4j.cmd").map((program) -> {
			List<String> command = new ArrayList<>(List.of(program.toString()));
			command.addAll(COMMAND_LINE);
			return command;
		})
			.orElseThrow(() -> new ShimmyException(ShimmyErrorCode.DAEMON_NOT_FOUND,
					"There is no daemon to start: no command is configured, shimmy-daemon is not on the class path, and there is "
							+ "no 'shimmy4j' in the directories of PATH: " + path.directories()));
	}

	/**
	 * Searches our class path, too: a thread of the common pool has that of the launcher
	 * of an executable jar.
	 */
	private Optional<CarriedDaemon> carried() {
		Path programs = this.config.home().daemonPrograms();
		return CarriedDaemon.find(this.classPath, programs)
			.or(() -> CarriedDaemon.find(DaemonProgram.class.getClassLoader(), programs));
	}

	private List<String> configured() {
		try {
			return SearchPath.of(this.config.environment())
				.resolve(this.config.command(), Path.of("").toAbsolutePath());
		}
		catch (IOException ex) {
			throw new ShimmyException(ShimmyErrorCode.DAEMON_NOT_FOUND, "The command of the daemon is '%s', and %s"
				.formatted(this.config.command().get(0), ex.getMessage()), ex);
		}
	}

	/**
	 * Starts a command as the daemon, which outlives this process.
	 * @throws IOException if it cannot be started
	 */
	Process start(List<String> command, Path output) throws IOException {
		return DetachedProcess.start(command, this.config.home().state(), environment(), output);
	}

	/** No {@code SHIMMY4J_CHILD}, by which a sweep of orphans would take it for one. */
	private Map<String, String> environment() {
		Map<String, String> environment = new HashMap<>(ChildEnvironment.allowedOf(this.config.environment()));
		this.config.environment().forEach((name, value) -> {
			if (VARIABLES.contains(name.toUpperCase(Locale.ROOT))) {
				environment.put(name, value);
			}
		});
		// The daemon has another working directory.
		environment.computeIfPresent(ShimmyHome.VARIABLE,
				(name, home) -> home.isBlank() ? home : Path.of(home).toAbsolutePath().toString());
		// The user's JAVA_HOME may be of Java 8; this Java can run the daemon.
		Path java = Path.of(System.getProperty("java.home"));
		if (Files.isExecutable(java.resolve("bin").resolve((File.separatorChar == '\\') ? "java.exe" : "java"))) {
			environment.put("JAVA_HOME", java.toString());
		}
		// The log has a file that is rotated; the file of the output would only grow.
		environment.put(CONSOLE, "OFF");
		if (this.config.address() != null) {
			environment.put(ADDRESS, this.config.address());
		}
		return environment;
	}

}
