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
 * The platform's own directories for shimmy4j. The library knows no state directory: on
 * Linux it is the one of the XDG base directory specification 0.8, elsewhere, where no
 * such habit exists, the one for data.
 *
 * @param cache what can be fetched again
 * @param state what says what is running
 */
record PlatformDirectories(Path cache, Path state) {

	private static final String APPLICATION = "shimmy4j";

	private static final String CACHE = "The user's directory for caches";

	private static final String STATE = "The user's directory for state";

	PlatformDirectories {
		requireKnownHome(cache);
		requireKnownHome(state);
	}

	static PlatformDirectories of(Map<String, String> environment) {
		AppDirs platform = AppDirsFactory.getInstance();
		if (platform instanceof UnixAppDirs) {
			return xdg(absolutePaths(environment));
		}
		return new PlatformDirectories(PathText.path(CACHE, platform.getUserCacheDir(APPLICATION, null, null)),
				PathText.path(STATE, platform.getUserDataDir(APPLICATION, null, null)));
	}

	private static PlatformDirectories xdg(Map<String, String> environment) {
		UnixAppDirs directories = new UnixAppDirs(environment);
		String state = directories.getOrDefault("XDG_STATE_HOME", System.getProperty("user.home") + "/.local/state");
		return new PlatformDirectories(PathText.path(CACHE, directories.getUserCacheDir(APPLICATION, null, null)),
				PathText.path(STATE, state, APPLICATION));
	}

	/** XDG: a path that is empty or relative is to be ignored; the library takes it. */
	private static Map<String, String> absolutePaths(Map<String, String> environment) {
		Map<String, String> absolute = new HashMap<>(environment);
		absolute.values().removeIf((value) -> !value.startsWith("/"));
		return absolute;
	}

	private static void requireKnownHome(Path directory) {
		if (!directory.isAbsolute()) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"The user's home directory is not known ('%s') and %s is not set"
						.formatted(System.getProperty("user.home"), ShimmyHome.VARIABLE));
		}
	}

}
