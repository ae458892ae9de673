package io.github.shimmy4j.storage;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import net.harawata.appdirs.AppDirs;
import net.harawata.appdirs.AppDirsFactory;
import net.harawata.appdirs.impl.UnixAppDirs;

/**
 * The directories of one user. Makes their paths, but creates none of them.
 *
 * @param models GGUF files
 * @param binaries shimmy binaries that shimmy4j has installed
 * @param sidecars one record for each running server, for the orphan sweep
 * @param run short-lived files of running servers
 */
public record ShimmyHome(Path models, Path binaries, Path sidecars, Path run) {

	/** Environment variable that places all directories below one. */
	public static final String VARIABLE = "SHIMMY4J_HOME";

	private static final String APPLICATION = "shimmy4j";

	private static final String CONFIG_FILE = "config.toml";

	private static final String CONFIG = "The user's directory for settings";

	private static final String CACHE = "The user's directory for caches";

	private static final String STATE = "The user's directory for state";

	public ShimmyHome {
		models = models.toAbsolutePath().normalize();
		binaries = binaries.toAbsolutePath().normalize();
		sidecars = sidecars.toAbsolutePath().normalize();
		run = run.toAbsolutePath().normalize();
	}

	/**
	 * Gives the directories below {@value #VARIABLE} if it is set, else below the
	 * platform's directories for caches and for state.
	 * @param environment variables, as of {@link System#getenv()}
	 * @return the directories
	 * @throws ShimmyException INVALID_CONFIGURATION if there is no such path or home
	 */
	public static ShimmyHome of(Map<String, String> environment) {
		String home = environment.get(VARIABLE);
		if (home == null || home.isBlank()) {
			return ofPlatform(environment);
		}
		Path directory = path(home);
		return of(directory, directory);
	}

	/**
	 * Gives the user's settings for programs of their own: {@code config.toml} below
	 * {@value #VARIABLE} if it is set, else below the platform's directory for settings.
	 * @param environment variables, as of {@link System#getenv()}
	 * @return the file, which need not exist
	 * @throws ShimmyException INVALID_CONFIGURATION if there is no such path
	 */
	public static Path configFile(Map<String, String> environment) {
		String home = environment.get(VARIABLE);
		return ((home == null || home.isBlank()) ? configDirectory(environment) : path(home)).resolve(CONFIG_FILE)
			.toAbsolutePath()
			.normalize();
	}

	private static Path configDirectory(Map<String, String> environment) {
		AppDirs platform = AppDirsFactory.getInstance();
		AppDirs known = (platform instanceof UnixAppDirs) ? new UnixAppDirs(absolutePaths(environment)) : platform;
		return PathText.path(CONFIG, known.getUserConfigDir(APPLICATION, null, null));
	}

	/**
	 * The library knows no directory for state: on Linux it is the one of the XDG base
	 * directory specification 0.8, elsewhere the directory for data.
	 */
	private static ShimmyHome ofPlatform(Map<String, String> environment) {
		AppDirs platform = AppDirsFactory.getInstance();
		if (!(platform instanceof UnixAppDirs)) {
			return ofKnownHome(PathText.path(CACHE, platform.getUserCacheDir(APPLICATION, null, null)),
					PathText.path(STATE, platform.getUserDataDir(APPLICATION, null, null)));
		}
		UnixAppDirs directories = new UnixAppDirs(absolutePaths(environment));
		String state = directories.getOrDefault("XDG_STATE_HOME", System.getProperty("user.home") + "/.local/state");
		return ofKnownHome(PathText.path(CACHE, directories.getUserCacheDir(APPLICATION, null, null)),
				PathText.path(STATE, state, APPLICATION));
	}

	/** The specification ignores empty and relative paths; the library uses them. */
	private static Map<String, String> absolutePaths(Map<String, String> environment) {
		Map<String, String> absolute = new HashMap<>(environment);
		absolute.values().removeIf((value) -> !value.startsWith("/"));
		return absolute;
	}

	private static ShimmyHome ofKnownHome(Path cache, Path state) {
		if (!cache.isAbsolute() || !state.isAbsolute()) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"The user's home directory is not known ('%s') and %s is not set"
						.formatted(System.getProperty("user.home"), VARIABLE));
		}
		return of(cache, state);
	}

	/**
	 * Directory below {@link #sidecars()} with one lock for each port that a server of
	 * this user has reserved.
	 */
	public Path ports() {
		return this.sidecars.resolve("ports");
	}

	/** File with the API keys of this user's gateway. */
	public Path gatewayKeys() {
		return this.sidecars.resolveSibling("gateway-keys.json");
	}

	/** Directory with the files of this user's daemon; that of all state. */
	public Path state() {
		return this.sidecars.resolveSibling("");
	}

	/** File that tells where this user's daemon is. */
	public Path daemonRecord() {
		return state().resolve("daemon.pid");
	}

	/** Lock that this user's daemon holds for as long as it lives. */
	public Path daemonLock() {
		return state().resolve("daemon.lock");
	}

	/** Lock of the program that starts this user's daemon. */
	public Path daemonStartLock() {
		return state().resolve("daemon-start.lock");
	}

	/** Directory with the daemons that were unpacked, one for each version. */
	public Path daemonPrograms() {
		return this.binaries.resolveSibling("daemon");
	}

	/** Directory with the logs of this user's daemon. */
	public Path logs() {
		return state().resolve("logs");
	}

	/** The same directories with another one for the models. */
	public ShimmyHome withModels(Path models) {
		return new ShimmyHome(models, this.binaries, this.sidecars, this.run);
	}

	private static ShimmyHome of(Path cache, Path state) {
		return new ShimmyHome(cache.resolve("models"), cache.resolve("binaries"), state.resolve("sidecars"),
				state.resolve("run"));
	}

	private static Path path(String home) {
		if (home.contains(";")) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"%s is '%s'; allowed is a path without ';', which separates directories on shimmy's command line"
						.formatted(VARIABLE, home));
		}
		return PathText.path(VARIABLE, home);
	}

}
