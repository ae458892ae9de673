package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyException;

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
	void download(CatalogVariant model, Path destination, TransferProgress progress)
			throws IOException, InterruptedException;

}
