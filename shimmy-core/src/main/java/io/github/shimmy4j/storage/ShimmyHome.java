package io.github.shimmy4j.storage;

import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * The directories of one user. None of them is created here.
 *
 * @param models GGUF files
 * @param binaries shimmy binaries that shimmy4j obtained itself
 * @param sidecars one record for each running server, for the orphan sweep
 * @param run short-lived files of running servers
 */
public record ShimmyHome(Path models, Path binaries, Path sidecars, Path run) {

	/** Environment variable that puts all directories below one. */
	public static final String VARIABLE = "SHIMMY4J_HOME";

	public ShimmyHome {
		models = models.toAbsolutePath().normalize();
		binaries = binaries.toAbsolutePath().normalize();
		sidecars = sidecars.toAbsolutePath().normalize();
		run = run.toAbsolutePath().normalize();
	}

	/**
	 * The directories that an environment asks for: below {@value #VARIABLE} if it is
	 * set, else below the platform's directories for caches and for state.
	 * @param environment variables, as of {@link System#getenv()}
	 * @return the directories
	 * @throws ShimmyException INVALID_CONFIGURATION if {@value #VARIABLE} is not a path,
	 * or no home directory of the user is known
	 */
	public static ShimmyHome of(Map<String, String> environment) {
		String home = environment.get(VARIABLE);
		if (home == null || home.isBlank()) {
			PlatformDirectories platform = PlatformDirectories.of(environment);
			return of(platform.cache(), platform.state());
		}
		Path directory = path(home);
		return of(directory, directory);
	}

	/**
	 * One lock for each port that a server of this user was promised.
	 * @return a directory below {@link #sidecars()}
	 */
	public Path ports() {
		return this.sidecars.resolve("ports");
	}

	/**
	 * The same directories, but for the models.
	 * @param models GGUF files
	 * @return the directories
	 */
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
