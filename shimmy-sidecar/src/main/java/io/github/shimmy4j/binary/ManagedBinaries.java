package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.StorageFailure;
import org.jspecify.annotations.Nullable;

/**
 * The server binaries that shimmy4j manages, and which of them is the current one. A
 * running server keeps the binary it was started from. Safe for several threads and
 * processes.
 */
public final class ManagedBinaries {

	/** The lock is held only to write one small file. */
	private static final long LOCK_POLL_MILLIS = 10;

	private final Path directory;

	private final BinaryIdentity identity;

	private final Supplier<BinaryInstaller> installer;

	private final JsonFile<Choices> choices;

	/**
	 * Reads nothing yet.
	 * @param directory directory of managed binaries, each in a folder with
	 * {@code bin/shimmy}
	 * @param environment variables of this process
	 * @param launcher runs binaries with {@code --version}, and cargo
	 */
	public ManagedBinaries(Path directory, Map<String, String> environment, ProcessLauncher launcher) {
		this(directory, new BinaryIdentity(launcher, environment), () -> BinaryInstaller.ofThisMachine(directory,
				environment, launcher, new BinaryIdentity(launcher, environment)));
	}

	ManagedBinaries(Path directory, BinaryIdentity identity, Supplier<BinaryInstaller> installer) {
		this.directory = directory;
		this.identity = identity;
		this.installer = installer;
		this.choices = new JsonFile<>(directory.resolve("current.json"), Choices.class);
	}

	/**
	 * Lists all managed binaries, the current one first. Runs each with
	 * {@code --version}, unless it differs from what was installed.
	 * @return the binaries
	 * @throws InterruptedException if the thread was interrupted while one ran
	 */
	public List<ManagedBinary> list() throws InterruptedException {
		List<ManagedBinary> binaries = new ArrayList<>();
		for (ManagedFolder folder : folders()) {
			Optional<Path> program = folder.program();
			if (program.isPresent()) {
				binaries.add(describe(folder, program.get(), binaries.isEmpty()));
			}
		}
		return binaries;
	}

	/**
	 * Obtains a release unless it is installed, and makes it the current one.
	 * @param wanted release to obtain, and how
	 * @param progress is told the progress
	 * @return the binary, which was run
	 * @throws ShimmyException INSTALL_FAILED or a more specific code; the current binary
	 * does not change then
	 * @throws InterruptedException if the thread was interrupted
	 */
	public ManagedBinary update(InstallChoice wanted, ProgressListener progress) throws InterruptedException {
		if (!wanted.allowed()) {
			throw Setting.INSTALL.refuse("never", BinaryInstall.others(wanted.version().program()) + " for an update");
		}
		Optional<String> before = first();
		install(wanted, progress);
		return choose(ManagedFolder.of(this.directory, wanted.version()).name(), before);
	}

	/**
	 * Makes a binary the current one.
	 * @param name name of its folder
	 * @return the binary, which was run
	 * @throws ShimmyException BINARY_NOT_FOUND if none has that name; another code if it
	 * cannot be run
	 * @throws InterruptedException if the thread was interrupted
	 */
	public ManagedBinary use(String name) throws InterruptedException {
		return choose(name, first());
	}

	/** The first choice also stores the binary that was first before, for a rollback. */
	private ManagedBinary choose(String name, Optional<String> first) throws InterruptedException {
		ManagedBinary binary = proven(name);
		change((before) -> (before.chosen().isEmpty() ? first.map(before::with).orElse(before) : before).with(name));
		return binary;
	}

	/**
	 * Makes the previous current binary the current one again.
	 * @return the binary, which was run
	 * @throws ShimmyException BINARY_NOT_FOUND if there is none; another code if it
	 * cannot be run
	 * @throws InterruptedException if the thread was interrupted
	 */
	public ManagedBinary rollback() throws InterruptedException {
		String name = read().withoutLast()
			.last()
			.orElseThrow(() -> new ShimmyException(ShimmyErrorCode.BINARY_NOT_FOUND,
					"No managed binary in '%s' was the current one before".formatted(this.directory)));
		ManagedBinary binary = proven(name);
		change(Choices::withoutLast);
		return binary;
	}

	private ManagedBinary proven(String name) throws InterruptedException {
		ManagedFolder folder = folders().stream()
			.filter((one) -> one.name().equals(name) && one.program().isPresent())
			.findFirst()
			.orElseThrow(() -> new ShimmyException(ShimmyErrorCode.BINARY_NOT_FOUND,
					"There is no managed binary '%s' in '%s'".formatted(name, this.directory)));
		ShimmyBinary binary = identify(folder, folder.program().orElseThrow());
		return new ManagedBinary(name, binary.path(), binary.version(), folder.origin(),
				folder.recordedDigest().isPresent(), null, true);
	}

	private Optional<String> first() {
		return folders().stream().filter((folder) -> folder.program().isPresent()).map(ManagedFolder::name).findFirst();
	}

	/** Obtains a release without making it the current one. */
	ShimmyBinary install(InstallChoice wanted, ProgressListener progress) throws InterruptedException {
		return this.installer.get().install(wanted, progress);
	}

	/** Description of the binary that would be obtained. */
	ShimmyBinary planned(InstallChoice wanted) {
		return new ShimmyBinary(
				ManagedFolder.of(this.directory, wanted.version()).plannedProgram(wanted.version().program()),
				wanted.version(), ServerCapabilities.of(wanted.version()).orElseThrow());
	}

	/** Identifies a program; throws if it differs from what was installed. */
	ShimmyBinary identify(ManagedFolder folder, Path program) throws InterruptedException {
		folder.requireUnchanged(program);
		return this.identity.identify(program);
	}

	/**
	 * Identifies a program for a launch; reads only what was changed since it was read.
	 */
	ShimmyBinary identifyForLaunch(ManagedFolder folder, Path program) throws InterruptedException {
		folder.requireVerified(program);
		return this.identity.identify(program);
	}

	/** The current one first, then the others by name. */
	List<ManagedFolder> folders() {
		if (!Files.isDirectory(this.directory)) {
			return List.of();
		}
		String first = read().last().orElse("");
		try {
			return Listing.of(this.directory)
				.stream()
				.map(ManagedFolder::new)
				.filter((folder) -> !folder.name().startsWith("."))
				.sorted(Comparator.comparing((ManagedFolder folder) -> !folder.name().equals(first))
					.thenComparing(ManagedFolder::path))
				.toList();
		}
		catch (IOException ex) {
			throw StorageFailure.of("The managed binaries in '%s' cannot be listed".formatted(this.directory),
					this.directory, ex);
		}
	}

	private ManagedBinary describe(ManagedFolder folder, Path program, boolean first) throws InterruptedException {
		try {
			ShimmyBinary binary = identify(folder, program);
			return new ManagedBinary(folder.name(), program, binary.version(), folder.origin(),
					folder.recordedDigest().isPresent(), null, first);
		}
		catch (ShimmyException ex) {
			boolean verified = ex.code() != ShimmyErrorCode.CHECKSUM_MISMATCH && folder.recordedDigest().isPresent();
			return new ManagedBinary(folder.name(), program, null, folder.origin(), verified, ex.getMessage(), first);
		}
	}

	private Choices read() {
		try {
			return this.choices.read().orElseGet(() -> new Choices(List.of()));
		}
		catch (IOException ex) {
			throw StorageFailure.of("The choice of the current managed binary cannot be read", this.choices.path(), ex);
		}
	}

	private void change(UnaryOperator<Choices> change) throws InterruptedException {
		Path lock = OwnerOnly.createDirectory(this.directory).resolve(".current.lock");
		try (InterProcessLock held = InterProcessLock.acquire(lock,
				() -> TimeUnit.MILLISECONDS.sleep(LOCK_POLL_MILLIS))) {
			this.choices.write(change.apply(read()));
		}
		catch (IOException ex) {
			throw StorageFailure.of("'%s' cannot be written".formatted(this.choices.path()), this.directory, ex);
		}
	}

	/**
	 * History of the current binary.
	 *
	 * @param chosen names of folders, the current one first
	 */
	record Choices(List<String> chosen) {

		/** Most entries, so that many rollbacks are possible. */
		private static final int MOST = 10;

		Choices(@Nullable List<String> chosen) {
			// Null if the file lacks the field.
			this.chosen = (chosen != null) ? List.copyOf(chosen) : List.of();
		}

		Optional<String> last() {
			return this.chosen.stream().findFirst();
		}

		Choices with(String name) {
			List<String> longer = new ArrayList<>(this.chosen);
			longer.removeIf(name::equals);
			longer.add(0, name);
			return new Choices(longer.subList(0, Math.min(MOST, longer.size())));
		}

		Choices withoutLast() {
			return new Choices(this.chosen.stream().skip(1).toList());
		}

	}

	/**
	 * A server binary that shimmy4j manages.
	 *
	 * @param name name of its folder, such as {@code shimmy-1.7.4} or
	 * {@code llama-server-b10964}
	 * @param path path of the program
	 * @param version version that the program prints, or null if it cannot be run
	 * @param origin how it was obtained
	 * @param verified whether its SHA-256 equals the one recorded when it was obtained
	 * @param problem why it is not run, or null
	 * @param current whether it is considered before all other managed binaries
	 */
	public record ManagedBinary(String name, Path path, @Nullable ServerVersion version, Origin origin,
			boolean verified, @Nullable String problem, boolean current) {

		/** How a managed binary was obtained. */
		public enum Origin {

			/** A published release. */
			DOWNLOADED,

			/** A build with cargo on this machine. */
			BUILT,

			/** It was not recorded. */
			UNKNOWN

		}

	}

}
