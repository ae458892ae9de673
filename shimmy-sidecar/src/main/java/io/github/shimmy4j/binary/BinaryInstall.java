package io.github.shimmy4j.binary;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a shimmy is obtained if no server suits. */
public enum BinaryInstall {

	/** Not at all; a missing server is reported. */
	NEVER,

	/** A published release whose SHA-256 is known. */
	DOWNLOAD,

	/** A build with the Rust toolchain of this machine. */
	CARGO,

	/** A download if a SHA-256 is known for this platform, else or after that a build. */
	AUTO;

	/** All values but NEVER, as they are written. */
	static String others() {
		return Arrays.stream(values())
			.filter((value) -> value != NEVER)
			.map((value) -> value.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
	}

}
