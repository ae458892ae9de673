package io.github.shimmy4j.transfer;

/**
 * Is told how far a transfer is.
 */
@FunctionalInterface
public interface TransferProgress {

	/** Total of a transfer whose size is not known. */
	long UNKNOWN_TOTAL = -1;

	/** Listens to nothing. */
	TransferProgress NONE = (transferredBytes, totalBytes, source) -> {
	};

	/**
	 * Bytes have arrived. Called by the transferring thread, which waits for it. The
	 * count starts again when another source is tried.
	 * @param transferredBytes bytes so far
	 * @param totalBytes bytes expected, or {@link #UNKNOWN_TOTAL}
	 * @param source where they come from, in words
	 */
	void transferred(long transferredBytes, long totalBytes, String source);

}
