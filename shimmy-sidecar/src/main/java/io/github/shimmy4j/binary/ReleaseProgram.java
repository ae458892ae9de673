package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Obtains a program that was published, as it is or in an archive.
 *
 * @param table what is known of releases
 * @param platform what they must have been built for
 * @param download brings files
 */
record ReleaseProgram(ReleaseTable table, HostPlatform platform, FileDownload download) implements ProgramSource {

	/** How its recipes begin. */
	static final String RECIPE = "download ";

	private static final PrintableLogger log = PrintableLogger.of(ReleaseProgram.class);

	@Override
	public Obtained obtain(InstallChoice wanted, Path staging, ProgressListener progress)
			throws IOException, InterruptedException {
		Release release = this.table.find(wanted, this.platform);
		log.info("Downloading shimmy {} from '{}'", wanted.version(), release.shown());
		Path file = staging.resolve("download");
		this.download.fetch(release, file, progress);
		Path program = staging.resolve(ManagedFolder.programName());
		Optional<ProgramArchive> archive = ProgramArchive.of(release.fileName(), file);
		if (archive.isPresent()) {
			archive.get().extractTo(program);
		}
		else {
			Files.move(file, program);
		}
		return new Obtained(program, RECIPE + release.shown() + "; sha256=" + release.sha256());
	}

}
