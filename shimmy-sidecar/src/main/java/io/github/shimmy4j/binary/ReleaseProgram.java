package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.shimmy4j.binary.ReleaseTable.Release;
import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.text.PrintableLogger;

/** Downloads a published program, plain or in an archive with its libraries. */
final class ReleaseProgram implements ProgramSource {

	/** Beginning of its recipes. */
	static final String RECIPE = "download ";

	private static final PrintableLogger logger = PrintableLogger.of(ReleaseProgram.class);

	private final Releases releases;

	private final Download download;

	ReleaseProgram(Releases releases, Download download) {
		this.releases = releases;
		this.download = download;
	}

	@Override
	public Obtained obtain(InstallChoice wanted, Path staging, ProgressListener progress)
			throws IOException, InterruptedException {
		Release release = this.releases.find(wanted);
		logger.info("Downloading {} from '{}'", wanted.version().words(), release.shown());
		Path file = staging.resolve("download");
		this.download.fetch(release, file, progress);
		ServerProgram server = wanted.version().program();
		Path directory = OwnerOnly.createDirectory(staging.resolve("bin"));
		Path program = directory.resolve(ManagedFolder.programName(server));
		Optional<ProgramArchive> archive = ProgramArchive.of(release.fileName(), file);
		if (archive.isPresent()) {
			archive.get().extractTo(directory, server);
		}
		else {
			Files.move(file, program);
		}
		return new Obtained(program, RECIPE + release.shown() + "; sha256=" + release.sha256());
	}

	/** Downloads a file with a known digest. */
	@FunctionalInterface
	interface Download {

		/**
		 * Downloads a release. The file exists only when it is complete and verified.
		 * @throws ShimmyException CHECKSUM_MISMATCH if it is another file; DISK_FULL
		 * @throws IOException if it cannot be downloaded
		 * @throws InterruptedException if the thread was interrupted
		 */
		void fetch(Release release, Path file, ProgressListener progress) throws IOException, InterruptedException;

	}

}
