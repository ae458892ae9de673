package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.progress.ProgressListener;

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
	boolean to(Path destination, ProgressListener progress) throws IOException, InterruptedException;

}
