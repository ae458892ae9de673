package io.github.shimmy4j.autoconfigure.sidecar;

import org.jspecify.annotations.Nullable;

/**
 * Class loaders of spring-boot-devtools, which are thrown away at each restart with all
 * that they loaded. Known by name, since devtools need not be there.
 */
final class RestartClassLoaders {

	private static final String NAME = "org.springframework.boot.devtools.restart.classloader.RestartClassLoader";

	private RestartClassLoaders() {
	}

	/** Whether a class loader is such a one, or below one. */
	static boolean include(@Nullable ClassLoader classLoader) {
		for (ClassLoader loader = classLoader; loader != null; loader = loader.getParent()) {
			if (loader.getClass().getName().equals(NAME)) {
				return true;
			}
		}
		return false;
	}

}
