package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.RemoteFile;
import io.github.shimmy4j.transfer.SourceReference;

/**
 * Brings the file of a model. It need not verify it: the registry does.
 */
@FunctionalInterface
public interface DownloadHandler {

	/**
	 * Writes the model's file. Blocks until it is written; no other call has the same
	 * destination meanwhile.
	 * @param model what to bring
	 * @param destination file to write, beside its final place; what an earlier attempt
	 * left there is to be replaced, unless the handler can tell that it is the beginning
	 * @param progress to be told of bytes as they arrive
	 * @throws IOException if the file cannot be had or written
	 * @throws InterruptedException if the thread was interrupted
	 * @throws ShimmyException for a failure that has a code of its own
	 */
	void download(ModelDownload model, Path destination, ProgressListener progress)
			throws IOException, InterruptedException;

	/**
	 * Asks what a file is that is named by its source. A handler that is not asked for
	 * such models need not know.
	 * @param source the file, also at a branch or tag
	 * @param destination where the file would be written
	 * @param progress to be told of bytes as they arrive
	 * @return what it is at this moment
	 * @throws IOException if it cannot be told
	 * @throws InterruptedException if the thread was interrupted
	 */
	default RemoteFile lookUp(SourceReference source, Path destination, ProgressListener progress)
			throws IOException, InterruptedException {
		throw new IOException(
				"the application's own DownloadHandler does not look up what '%s' is".formatted(source.shown()));
	}

	/**
	 * Whether it verifies every byte on its way, so that the registry need not read the
	 * file again.
	 * @return false unless it does
	 */
	default boolean verifies() {
		return false;
	}

}
