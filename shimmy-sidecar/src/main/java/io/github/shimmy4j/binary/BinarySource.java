package io.github.shimmy4j.binary;

/** Servers to search for if no program is named. */
public enum BinarySource {

	/** Shimmy on {@code PATH}, managed binaries, the embedded engine, in this order. */
	AUTO,

	/** Shimmy only, on {@code PATH} or managed. */
	SHIMMY,

	/** The embedded engine only. */
	EMBEDDED

}
