package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Path;

/** Brings a file whose place and contents are known to its caller. */
@FunctionalInterface
public interface Fetch {

	/**
	 * Writes the file.
	 * @param destination file to write
	 * @param progress to be told of bytes as they arrive
	 * @return whether every byte was verified on its way; else the file is read again
	 * @throws IOException if the file cannot be had or written
	 * @throws InterruptedException if the thread was interrupted
	 */
	boolean to(Path destination, TransferProgress progress) throws IOException, InterruptedException;

}
