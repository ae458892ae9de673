package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.progress.LockWait;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.progress.ProgressReports;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.StorageFailure;
import io.github.shimmy4j.storage.TemporaryDirectory;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.transfer.Sources;

/**
 * Obtains server binaries, one at a time on this machine. A binary becomes visible only
 * after it has run and printed the wanted version.
 */
final class BinaryInstaller {

	private static final PrintableLogger logger = PrintableLogger.of(BinaryInstaller.class);

	private static final Duration SHARED_INTERVAL = Duration.ofSeconds(1);

	private final Path directory;

	private final BinaryIdentity identity;

	private final Releases releases;

	private final ProgramSource download;

	private final ProgramSource cargo;

	BinaryInstaller(Path directory, BinaryIdentity identity, Releases releases, ReleaseProgram.Download download,
			ProgramSource cargo) {
		this.directory = directory;
		this.identity = identity;
		this.releases = releases;
		this.download = new ReleaseProgram(releases, download);
		this.cargo = cargo;
	}

	static BinaryInstaller ofThisMachine(Path directory, Map<String, String> environment, ProcessLauncher launcher,
			BinaryIdentity identity) {
		HostPlatform platform = HostPlatform.current();
		AcceleratorDetector accelerators = AcceleratorDetector.create(environment);
		return new BinaryInstaller(directory, identity,
				new Releases(Releases.builtIn(), platform, () -> accelerators.detect().hasGpu()),
				new ReleaseDownload(() -> Sources.of(environment, List.of())),
				new CargoBuild(new CommandRunner(launcher), environment, platform));
	}

	/** Obtains it unless it is installed and works. Throws INSTALL_FAILED or another. */
	ShimmyBinary install(InstallChoice wanted, ProgressListener listener) throws InterruptedException {
		JsonFile<Progress> shared = new JsonFile<>(staging().resolve("progress.json"), Progress.class);
		OwnerOnly.createDirectory(this.directory);
		try (ProgressReports.Report report = ProgressReports.inLog(listener)
			.begin(wanted.version().program().fileName(), wanted.version().toString());
				InterProcessLock lock = InterProcessLock.acquire(this.directory.resolve(".install.lock"),
						new LockWait("Waiting to install %s, because another thread or process is installing a server"
							.formatted(wanted.version().words()), shared::read, report, Pause.SLEEP))) {
			Optional<ShimmyBinary> present = present(wanted);
			return present.isPresent() ? present.get() : obtain(wanted, report, shared);
		}
		catch (ClosedByInterruptException ex) {
			throw new InterruptedException();
		}
		catch (IOException ex) {
			throw StorageFailure.of(ShimmyErrorCode.INSTALL_FAILED,
					"Cannot put %s into '%s'".formatted(wanted.version().words(), this.directory), this.directory, ex);
		}
	}

	private Optional<ShimmyBinary> present(InstallChoice wanted) throws InterruptedException {
		ManagedFolder folder = ManagedFolder.of(this.directory, wanted.version());
		Optional<Path> program = folder.program();
		if (program.isEmpty() || folder.recordedDigest().isEmpty()) {
			return Optional.empty();
		}
		try {
			folder.requireUnchanged(program.get());
			ShimmyBinary binary = this.identity.identify(program.get());
			return binary.version().equals(wanted.version()) ? Optional.of(binary) : Optional.empty();
		}
		catch (ShimmyException ex) {
			logger.warn("Obtaining {} again: {}", wanted.version().words(), ex.getMessage());
			return Optional.empty();
		}
	}

	private ShimmyBinary obtain(InstallChoice wanted, ProgressReports.Report report, JsonFile<Progress> shared)
			throws IOException, InterruptedException {
		List<String> failures = new ArrayList<>();
		List<ProgramSource> sources = sources(wanted);
		for (ProgramSource source : sources) {
			try {
				return obtain(source, wanted, report, shared);
			}
			catch (ShimmyException | IOException ex) {
				if (failures.size() + 1 == sources.size()) {
					throw failed(wanted, failures, ex);
				}
				if (ex instanceof ShimmyException known && known.code() != ShimmyErrorCode.INSTALL_FAILED) {
					// Wrong contents or an unwritable disk: the other way would not help.
					throw known;
				}
				failures.add(String.valueOf(ex.getMessage()));
				logger.info("Trying to build shimmy, since it cannot be downloaded: {}", ex.getMessage());
			}
		}
		throw new IllegalArgumentException("nothing is to be installed");
	}

	private List<ProgramSource> sources(InstallChoice wanted) {
		return switch (wanted.how()) {
			case NEVER -> List.of();
			case DOWNLOAD -> List.of(this.download);
			case CARGO -> List.of(this.cargo);
			case AUTO -> auto(wanted);
		};
	}

	private List<ProgramSource> auto(InstallChoice wanted) {
		if (wanted.version().program() == ServerProgram.LLAMA_SERVER) {
			return List.of(this.download);
		}
		return this.releases.knowsDigest(wanted) ? List.of(this.download, this.cargo) : List.of(this.cargo);
	}

	private ShimmyBinary obtain(ProgramSource source, InstallChoice wanted, ProgressReports.Report report,
			JsonFile<Progress> shared) throws IOException, InterruptedException {
		// A fixed path, so that files of a killed process are removed.
		new TemporaryDirectory(staging()).close();
		try (TemporaryDirectory staging = new TemporaryDirectory(staging())) {
			OwnerOnly.createDirectory(staging.path());
			ProgramSource.Obtained obtained = source.obtain(wanted, staging.path(), both(report, shared));
			prove(obtained.program(), wanted);
			ManagedFolder folder = ManagedFolder.of(this.directory, wanted.version());
			folder.place(obtained.program(), obtained.recipe());
			logger.info("Installed {} in '{}' in {} ms", wanted.version().words(), folder.path(),
					report.elapsed().toMillis());
			return this.identity.identify(folder.program().orElseThrow());
		}
	}

	/** Reports progress here, and to processes that wait for this installation. */
	private static ProgressListener both(ProgressListener report, JsonFile<Progress> shared) {
		ProgressListener write = (progress) -> {
			try {
				shared.write(progress);
			}
			catch (IOException ex) {
				logger.debug("Could not write the progress file", ex);
			}
		};
		ProgressListener file = write.every(SHARED_INTERVAL, System::nanoTime);
		return (progress) -> {
			report.progressed(progress);
			file.progressed(progress);
		};
	}

	private void prove(Path program, InstallChoice wanted) throws IOException, InterruptedException {
		if (program.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
		}
		OwnFile.sync(program, StandardOpenOption.WRITE);
		try {
			ShimmyBinary binary = this.identity.identify(program);
			if (!binary.version().equals(wanted.version())) {
				throw new ShimmyException(ShimmyErrorCode.INSTALL_FAILED, "The obtained program is %s, expected is %s"
					.formatted(binary.version().words(), wanted.version()));
			}
		}
		catch (ShimmyException ex) {
			throw (ex.code() == ShimmyErrorCode.INSTALL_FAILED) ? ex
					: new ShimmyException(
							ShimmyErrorCode.INSTALL_FAILED, "The program obtained for %s does not run here: %s"
								.formatted(wanted.version().words(), ex.getMessage()),
							ex, ex.exitStatus(), ex.outputTail());
		}
	}

	private static ShimmyException failed(InstallChoice wanted, List<String> before, Exception last) {
		String reason = String.valueOf(last.getMessage());
		if (before.isEmpty() && last instanceof ShimmyException known) {
			return known;
		}
		List<String> reasons = new ArrayList<>(before);
		reasons.add(reason);
		String message = "Cannot obtain %s: %s".formatted(wanted.version().words(), String.join("; ", reasons));
		return (last instanceof ShimmyException known)
				? new ShimmyException(known.code(), message, known, known.exitStatus(), known.outputTail())
				: new ShimmyException(StorageFailure.code(last, null).orElse(ShimmyErrorCode.INSTALL_FAILED), message,
						last);
	}

	private Path staging() {
		return this.directory.resolve(".installing");
	}

}
