package io.github.shimmy4j.binary;

/** Which servers are searched for where none is named. */
public enum BinarySource {

	/**
	 * Shimmy on {@code PATH}, managed shimmy binaries, the embedded engine; in that
	 * order.
	 */
	AUTO,

	/** Shimmy only, on {@code PATH} or managed. */
	SHIMMY,

	/** The embedded engine only. */
	EMBEDDED

}
