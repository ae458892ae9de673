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

/** Downloads models from the sources that their references name. */
public final class SourceDownload implements DownloadHandler {

	private final Supplier<Sources> factory;

	private @Nullable Sources sources;

	/**
	 * Downloads with the settings of an environment. They are read at the first download:
	 * wrong network settings must not fail a start that needs no network.
	 * @param environment variables, as of {@link System#getenv()}
	 * @param own sources of the application, each with its own scheme
	 * @throws ShimmyException INVALID_CONFIGURATION if two sources have the same scheme
	 */
	public SourceDownload(Map<String, String> environment, List<ModelSource> own) {
		this.factory = () -> Sources.of(environment, own);
		Sources.requireDistinct(own);
	}

	/**
	 * Downloads from given sources.
	 * @param sources the sources
	 */
	public SourceDownload(Sources sources) {
		this.factory = () -> sources;
	}

	private synchronized Sources sources() {
		Sources known = this.sources;
		if (known == null) {
			known = this.factory.get();
			this.sources = known;
		}
		return known;
	}

	/**
	 * {@inheritDoc}
	 * @throws ShimmyException as {@link Sources#fetch}; INVALID_CONFIGURATION as
	 * {@link Sources#of}
	 */
	@Override
	public void download(ModelDownload model, Path destination, ProgressListener progress) throws InterruptedException {
		sources().fetch(model.sources(), model.place().wanted(), destination, progress);
	}

	@Override
	public RemoteFile lookUp(SourceReference source, Path destination, ProgressListener progress)
			throws IOException, InterruptedException {
		return sources().lookUp(source, destination, progress);
	}

	@Override
	public boolean verifies() {
		return true;
	}

}
