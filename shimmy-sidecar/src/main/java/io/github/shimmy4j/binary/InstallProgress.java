package io.github.shimmy4j.binary;

/** Is told how far a download or a build of shimmy is. */
@FunctionalInterface
public interface InstallProgress {

	/** Total that nobody knows beforehand, such as that of a build. */
	long UNKNOWN_TOTAL = -1;

	/** Listens to nothing. */
	InstallProgress NONE = (how, done, total, detail) -> {
	};

	/**
	 * Something was done, here or by another process that is waited for. Called by the
	 * thread that obtains the binary, which waits for it.
	 * @param how {@code DOWNLOAD} or {@code CARGO}
	 * @param done bytes that have arrived, or crates whose compilation has begun
	 * @param total bytes expected, or {@link #UNKNOWN_TOTAL}
	 * @param detail where the bytes come from, or the last of the crates
	 */
	void progressed(BinaryInstall how, long done, long total, String detail);

}
