package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;

/** Brings a file whose digest is known. */
@FunctionalInterface
interface FileDownload {

	/**
	 * Downloads it. The file is there only once it is whole and verified.
	 * @param release what to download
	 * @param file where to, in an existing directory
	 * @param progress is told how far it is
	 * @throws ShimmyException CHECKSUM_MISMATCH if it is another file; DISK_FULL
	 * @throws IOException if it cannot be had
	 * @throws InterruptedException if the thread was interrupted
	 */
	void fetch(Release release, Path file, ProgressListener progress) throws IOException, InterruptedException;

}
