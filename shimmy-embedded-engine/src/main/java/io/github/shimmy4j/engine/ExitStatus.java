package io.github.shimmy4j.engine;

/**
 * With what the process ends. 1 and 2 are shimmy's. The others have the numbers of
 * {@code sysexits.h}, since 3 is what a JVM ends with when it runs out of memory by
 * itself, and 101 and 134 are a panic and an abort of shimmy.
 */
enum ExitStatus {

	/** All was done. */
	OK(0),

	/** The server could not start: address, port, key, no model or several. */
	START_FAILED(1),

	/** The command line cannot be read. */
	USAGE(2),

	/** The model's file is no GGUF, is damaged, or holds what llama.cpp does not know. */
	MODEL_UNUSABLE(65),

	/** There is no native library for this platform, or it cannot be loaded. */
	PLATFORM_UNSUPPORTED(69),

	/** A defect. */
	INTERNAL(70),

	/** There is not enough memory. */
	OUT_OF_MEMORY(71),

	/** No directory can be written to and lets native code be run from it. */
	NOWHERE_TO_RUN(77);

	private final int code;

	ExitStatus(int code) {
		this.code = code;
	}

	int code() {
		return this.code;
	}

}
