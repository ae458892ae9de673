package io.github.shimmy4j.binary;

import java.nio.file.Path;

import io.github.shimmy4j.capability.ServerVersion;
import org.jspecify.annotations.Nullable;

/**
 * A shimmy binary that shimmy4j manages.
 *
 * @param name name of its folder, such as {@code shimmy-1.7.4}
 * @param path path of the program
 * @param version version that the program prints, or null if it cannot be run
 * @param origin how it was obtained
 * @param verified whether its SHA-256 equals the one recorded when it was obtained
 * @param problem why it is not run, or null
 * @param current whether it is considered before all other managed binaries
 */
public record ManagedBinary(String name, Path path, @Nullable ServerVersion version, Origin origin, boolean verified,
		@Nullable String problem, boolean current) {

	/** How a managed binary was obtained. */
	public enum Origin {

		/** A published release. */
		DOWNLOADED,

		/** A build with cargo on this machine. */
		BUILT,

		/** It was not recorded. */
		UNKNOWN

	}

}
