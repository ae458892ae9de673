package io.github.shimmy4j.binary;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.github.shimmy4j.capability.ServerProgram;

/** How a server is obtained if none suits. */
public enum BinaryInstall {

	/** Not at all; a missing server is reported. */
	NEVER,

	/** A published release whose SHA-256 is known. */
	DOWNLOAD,

	/** A build with the Rust toolchain of this machine; of shimmy only. */
	CARGO,

	/**
	 * A download if a SHA-256 is known for this platform; for shimmy, else or after that
	 * a build.
	 */
	AUTO;

	/** The values by which a program can be obtained, as they are written. */
	static String others(ServerProgram program) {
		return Arrays.stream(values())
			.filter((value) -> value != NEVER && (value != CARGO || program == ServerProgram.SHIMMY))
			.map((value) -> value.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
	}

}
