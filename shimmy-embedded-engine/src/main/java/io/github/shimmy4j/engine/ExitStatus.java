package io.github.shimmy4j.engine;

/**
 * Exit statuses of the process. 1 and 2 are those of shimmy; the others are from
 * {@code sysexits.h}. 3 is left out, because a JVM that runs out of memory ends with it;
 * so are 101 and 134, a panic and an abort of shimmy.
 */
enum ExitStatus {

	/** The command has done its work. */
	OK(0),

	/** The server could not start: address, port, key, no model or several. */
	START_FAILED(1),

	/** The command line, or the input of {@code count}, is wrong. */
	USAGE(2),

	/** The file is no GGUF, is damaged, or needs what llama.cpp does not support. */
	MODEL_UNUSABLE(65),

	/** This platform has no native library, or the library cannot be loaded. */
	PLATFORM_UNSUPPORTED(69),

	/** A defect. */
	INTERNAL(70),

	/** The JVM has run out of memory. */
	OUT_OF_MEMORY(71),

	/** No directory is both writable and able to run native code. */
	NOWHERE_TO_RUN(77);

	private final int code;

	ExitStatus(int code) {
		this.code = code;
	}

	int code() {
		return this.code;
	}

}
