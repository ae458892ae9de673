package io.github.shimmy4j.binary;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether and how a shimmy is obtained where none suits. */
public enum BinaryInstall {

	/** Not at all: what is not there is reported. */
	NEVER,

	/** A published release, if somebody verified its SHA-256. */
	DOWNLOAD,

	/** A build with the Rust toolchain of this machine. */
	CARGO,

	/**
	 * A download where a SHA-256 is known for this platform; else, or if it cannot be
	 * had, a build.
	 */
	AUTO;

	/** Values that obtain something, as they are written. */
	static String others() {
		return Arrays.stream(values())
			.filter((value) -> value != NEVER)
			.map((value) -> value.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
	}

}
