package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Supplier;

import io.github.shimmy4j.binary.ReleaseTable.Release;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.storage.TemporaryDirectory;
import io.github.shimmy4j.transfer.DiskSpace;
import io.github.shimmy4j.transfer.RemoteFile;
import io.github.shimmy4j.transfer.SourceReference;
import io.github.shimmy4j.transfer.Sources;
import io.github.shimmy4j.transfer.WantedFile;

/**
 * Downloads releases by HTTP in the same way as models: resumes broken connections, waits
 * for a busy server, uses the proxies of the environment, and follows redirects, such as
 * GitHub's to a storage host, but never from HTTPS to HTTP.
 */
final class ReleaseDownload implements ReleaseProgram.Download {

	/** Shimmy has 10 to 20 MB, llama.cpp up to 35 MB; with CUDA it is hundreds. */
	private static final long MAX_BYTES = 512L * 1024 * 1024;

	private final Supplier<Sources> sources;

	private final long maxBytes;

	ReleaseDownload(Supplier<Sources> sources) {
		this(sources, MAX_BYTES);
	}

	/** Creates the sources only for a download, because their settings may be invalid. */
	ReleaseDownload(Supplier<Sources> sources, long maxBytes) {
		this.sources = sources;
		this.maxBytes = maxBytes;
	}

	@Override
	public void fetch(Release release, Path file, ProgressListener progress) throws IOException, InterruptedException {
		Sources all = this.sources.get();
		SourceReference source = source(release);
		try (TemporaryDirectory directory = TemporaryDirectory.create(file.resolveSibling(""), "arriving-")) {
			Path partial = directory.path().resolve("partial");
			RemoteFile remote = all.lookUp(source, partial, ProgressListener.NONE);
			if (remote.sizeBytes() > this.maxBytes) {
				throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
						"The download has more than %,d bytes".formatted(this.maxBytes));
			}
			DiskSpace.USABLE.require(directory.path(), remote.sizeBytes());
			all.fetch(List.of(source), new WantedFile(release.fileName(), remote.sizeBytes(), release.sha256()),
					partial, (at) -> progress.progressed(Progress.ofBytes(at.done(), at.total(), release.shown())));
			Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (ShimmyException ex) {
			throw (ex.code() != ShimmyErrorCode.DOWNLOAD_FAILED) ? ex
					: new ShimmyException(ShimmyErrorCode.INSTALL_FAILED, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static SourceReference source(Release release) {
		try {
			return new SourceReference.Web(release.address(), release.sha256());
		}
		catch (IllegalArgumentException ex) {
			throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED,
					"'%s' cannot be downloaded: %s".formatted(release.shown(), ex.getMessage()), ex);
		}
	}

}
