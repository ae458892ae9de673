package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.transfer.ModelSource;
import io.github.shimmy4j.transfer.RemoteFile;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.Sources;
import io.github.shimmy4j.transfer.TransferProgress;

/** Fetches models from wherever their references say. */
public final class SourceDownload implements DownloadHandler {

	private final Sources sources;

	/**
	 * Downloads by the settings of an environment.
	 * @param environment variables, as of {@link System#getenv()}
	 * @param own sources of the application, each for a scheme of its own
	 * @throws ShimmyException INVALID_CONFIGURATION as {@link Sources#of}
	 */
	public SourceDownload(Map<String, String> environment, List<ModelSource> own) {
		this(Sources.of(environment, own));
	}

	/**
	 * Downloads from some sources.
	 * @param sources the sources
	 */
	public SourceDownload(Sources sources) {
		this.sources = sources;
	}

	/**
	 * {@inheritDoc}
	 * @throws ShimmyException CHECKSUM_MISMATCH, DOWNLOAD_FAILED or DISK_FULL as
	 * {@link Sources#fetch}
	 */
	@Override
	public void download(ModelDownload model, Path destination, TransferProgress progress) throws InterruptedException {
		this.sources.fetch(model.sources(), model.place().wanted(), destination, progress);
	}

	@Override
	public RemoteFile lookUp(SourceReference source, Path destination, TransferProgress progress)
			throws IOException, InterruptedException {
		this.sources.requireKnown(source);
		return this.sources.lookUp(source, destination, progress);
	}

	@Override
	public boolean verifies() {
		return true;
	}

}
