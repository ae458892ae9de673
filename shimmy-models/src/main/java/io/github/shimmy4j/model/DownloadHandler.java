package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.RemoteFile;
import io.github.shimmy4j.transfer.SourceReference;

/** Downloads models. It need not verify them: the registry does. */
@FunctionalInterface
public interface DownloadHandler {

	/**
	 * Writes the model's file and returns when it is complete. No two calls have the same
	 * destination at the same time.
	 * @param model the model to download
	 * @param destination file to write, beside its final place; the bytes of an earlier
	 * attempt must be replaced, unless the handler can prove that they are right
	 * @param progress to be told of bytes as they arrive
	 * @throws IOException if the file cannot be downloaded or written
	 * @throws InterruptedException if the thread was interrupted
	 * @throws ShimmyException for a failure with its own error code
	 */
	void download(ModelDownload model, Path destination, ProgressListener progress)
			throws IOException, InterruptedException;

	/**
	 * Looks up a file of a source. Needed only for models without a digest in the
	 * catalog.
	 * @param source the file, which may be at a branch or tag
	 * @param destination destination of the later download
	 * @param progress to be told of bytes as they arrive
	 * @return revision, size and digest at this moment
	 * @throws IOException if the file cannot be looked up; always, by default
	 * @throws InterruptedException if the thread was interrupted
	 */
	default RemoteFile lookUp(SourceReference source, Path destination, ProgressListener progress)
			throws IOException, InterruptedException {
		throw new IOException("the application's own DownloadHandler cannot look up '%s'".formatted(source.shown()));
	}

	/**
	 * Whether it verifies every byte, so that the registry need not read the file again.
	 * @return false by default
	 */
	default boolean verifies() {
		return false;
	}

}
