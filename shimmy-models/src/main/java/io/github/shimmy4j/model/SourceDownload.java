package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.transfer.ModelSource;
import io.github.shimmy4j.transfer.RemoteFile;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.Sources;
import org.jspecify.annotations.Nullable;

/** Fetches models from wherever their references say. */
public final class SourceDownload implements DownloadHandler {

	private final Supplier<Sources> source;

	private @Nullable Sources made;

	/**
	 * Downloads by the settings of an environment, which are read when something is to be
	 * fetched: a mistake in them is none of a start that needs no network.
	 * @param environment variables, as of {@link System#getenv()}
	 * @param own sources of the application, each for a scheme of its own
	 * @throws ShimmyException INVALID_CONFIGURATION if two sources have one scheme
	 */
	public SourceDownload(Map<String, String> environment, List<ModelSource> own) {
		this(() -> Sources.of(environment, own));
		Sources.requireDistinct(own);
	}

	/**
	 * Downloads from some sources.
	 * @param sources the sources
	 */
	public SourceDownload(Sources sources) {
		this(() -> sources);
	}

	private SourceDownload(Supplier<Sources> source) {
		this.source = source;
	}

	private synchronized Sources sources() {
		Sources sources = this.made;
		if (sources == null) {
			sources = this.source.get();
			this.made = sources;
		}
		return sources;
	}

	/**
	 * {@inheritDoc}
	 * @throws ShimmyException CHECKSUM_MISMATCH, DOWNLOAD_FAILED or DISK_FULL as
	 * {@link Sources#fetch}; INVALID_CONFIGURATION as {@link Sources#of}
	 */
	@Override
	public void download(ModelDownload model, Path destination, ProgressListener progress) throws InterruptedException {
		sources().fetch(model.sources(), model.place().wanted(), destination, progress);
	}

	@Override
	public RemoteFile lookUp(SourceReference source, Path destination, ProgressListener progress)
			throws IOException, InterruptedException {
		Sources sources = sources();
		sources.requireKnown(source);
		return sources.lookUp(source, destination, progress);
	}

	@Override
	public boolean verifies() {
		return true;
	}

}
