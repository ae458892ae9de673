package io.github.shimmy4j.binary;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.SearchPath;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server to run: the named program, or the first suitable one of those on
 * {@code PATH}, the managed binaries and the embedded engine.
 */
public final class BinaryLocator {

	private static final PrintableLogger logger = PrintableLogger.of(BinaryLocator.class);

	private final Map<String, String> environment;

	private final Path directory;

	private final ManagedBinaries managed;

	private final BinaryIdentity identity;

	private final @Nullable EmbeddedEngine engine;

	/**
	 * Searches nothing yet.
	 * @param environment variables of this process; {@code PATH} is searched
	 * @param managedBinaries directory of managed binaries, each in a folder with
	 * {@code bin/shimmy}
	 * @param launcher runs candidates with {@code --version}
	 * @param engine the embedded engine, or null if there is none
	 */
	public BinaryLocator(Map<String, String> environment, Path managedBinaries, ProcessLauncher launcher,
			@Nullable EmbeddedEngine engine) {
		this(environment, managedBinaries, new ManagedBinaries(managedBinaries, environment, launcher), launcher,
				engine);
	}

	BinaryLocator(Map<String, String> environment, Path managedBinaries, ManagedBinaries managed,
			ProcessLauncher launcher, @Nullable EmbeddedEngine engine) {
		this.environment = Map.copyOf(environment);
		this.directory = managedBinaries;
		this.managed = managed;
		this.identity = new BinaryIdentity(launcher, environment);
		this.engine = engine;
	}

	/**
	 * Finds the server, and runs candidates with {@code --version}. If none suits and the
	 * choice allows it, builds or downloads one, which may take minutes.
	 * @param choice servers to consider
	 * @param suitability objects to candidates that were not named
	 * @return the first suitable server, and why others were skipped
	 * @throws ShimmyException with a {@code BINARY_} code and the candidates, or
	 * INSTALL_FAILED
	 * @throws InterruptedException if the thread was interrupted
	 */
	public LocatedBinary obtain(BinaryChoice choice, Suitability suitability) throws InterruptedException {
		return search(choice, suitability, true);
	}

	/**
	 * Finds the server as {@link #obtain}, but builds and downloads none.
	 * @param choice servers to consider
	 * @param suitability objects to candidates that were not named
	 * @return the first suitable server, and why others were skipped
	 * @throws ShimmyException with a {@code BINARY_} code and the candidates
	 * @throws InterruptedException if the thread was interrupted
	 */
	public LocatedBinary find(BinaryChoice choice, Suitability suitability) throws InterruptedException {
		return search(choice, suitability, false);
	}

	/**
	 * Whether {@link #obtain} builds or downloads a server if {@link #find} finds none.
	 * @param choice servers to consider
	 * @param suitability objects to the one that would be obtained
	 * @return false if obtaining is not allowed, or if the obtained one would not suit
	 * @throws InterruptedException if the thread was interrupted
	 */
	public boolean obtains(BinaryChoice choice, Suitability suitability) throws InterruptedException {
		return choice.mayObtain() && suitability.objection(this.managed.planned(choice.install())).isEmpty();
	}

	private LocatedBinary search(BinaryChoice choice, Suitability suitability, boolean obtains)
			throws InterruptedException {
		if (choice.named() != null) {
			return new LocatedBinary(this.identity.identify(choice.named()), List.of());
		}
		Rejections rejections = new Rejections();
		for (Candidate candidate : candidates(choice.source())) {
			try {
				ShimmyBinary binary = candidate.program.identify();
				Optional<ShimmyException> objection = suitability.objection(binary);
				if (objection.isEmpty()) {
					return new LocatedBinary(binary, rejections.reasons());
				}
				rejections.add(objection.get(), true);
			}
			catch (ShimmyException ex) {
				if (ex.code() == ShimmyErrorCode.SYSTEM_LIMIT || ex.code() == ShimmyErrorCode.START_FAILED) {
					// The machine failed, not the candidate.
					throw ex;
				}
				// A program on PATH need not be a server, but the engine must be one.
				rejections.add(ex, candidate.ours);
			}
		}
		if (!obtains || !choice.mayObtain()) {
			throw nothingSuits(choice, rejections);
		}
		return install(choice, suitability, rejections);
	}

	private LocatedBinary install(BinaryChoice choice, Suitability suitability, Rejections rejections)
			throws InterruptedException {
		InstallChoice wanted = choice.install();
		Optional<ShimmyException> objection = suitability.objection(this.managed.planned(wanted));
		if (objection.isPresent()) {
			rejections.add(new ShimmyException(objection.get().code(),
					"%s was not obtained: %s".formatted(wanted.version().words(), objection.get().getMessage())), true);
			throw nothingSuits(choice, rejections);
		}
		logger.info("No server suits, so {} is obtained by '{}'{}", wanted.version().words(),
				wanted.how().name().toLowerCase(Locale.ROOT), rejections);
		return new LocatedBinary(this.managed.install(wanted, ProgressListener.NONE), rejections.reasons());
	}

	private ShimmyException nothingSuits(BinaryChoice choice, Rejections rejections) {
		String others = choice.unusedInstalls();
		return new ShimmyException(rejections.code(),
				"No server that can run here: looked for %s%s%s".formatted(switch (choice.source()) {
					case AUTO -> "shimmy and llama-server on PATH and in '%s', and for %s".formatted(this.directory,
							engineOrItsAbsence());
					case SHIMMY -> "shimmy alone, on PATH and in '%s'".formatted(this.directory);
					case LLAMA_SERVER -> "llama-server alone, on PATH and in '%s'".formatted(this.directory);
					case EMBEDDED -> engineOrItsAbsence() + " alone";
				}, rejections, others.isEmpty() ? "" : "; " + others));
	}

	private String engineOrItsAbsence() {
		return (this.engine != null) ? "the embedded engine"
				: "the embedded engine, which is not on the class path (shimmy-embedded-engine)";
	}

	private List<Candidate> candidates(BinarySource source) {
		List<Candidate> candidates = new ArrayList<>();
		for (ServerProgram server : source.programs()) {
			SearchPath.of(this.environment)
				.directories()
				.stream()
				.flatMap((directory) -> ManagedFolder.programsIn(directory, server).stream())
				.forEach((program) -> candidates.add(new Candidate(false, () -> this.identity.identify(program))));
			for (ManagedFolder folder : this.managed.folders()) {
				folder.program(server)
					.ifPresent((program) -> candidates
						.add(new Candidate(false, () -> this.managed.identifyForLaunch(folder, program))));
			}
		}
		EmbeddedEngine present = this.engine;
		if (source.includesEngine() && present != null) {
			candidates.add(new Candidate(true, present::install));
		}
		return candidates;
	}

	/** A program that may be a server. */
	private static final class Candidate {

		/** Whether it comes with shimmy4j. */
		private final boolean ours;

		private final Program program;

		Candidate(boolean ours, Program program) {
			this.ours = ours;
			this.program = program;
		}

	}

	/** A program that is not identified yet. */
	@FunctionalInterface
	interface Program {

		ShimmyBinary identify() throws InterruptedException;

	}

	/** Why each candidate was skipped. */
	private static final class Rejections {

		private final List<String> reasons = new ArrayList<>();

		private final Set<ShimmyErrorCode> codes = EnumSet.noneOf(ShimmyErrorCode.class);

		/** Adds a reason. The code of a program that may be no server is not used. */
		void add(ShimmyException reason, boolean isServer) {
			this.reasons.add(reason.getMessage());
			this.codes.add(isServer ? reason.code() : ShimmyErrorCode.BINARY_NOT_FOUND);
		}

		List<String> reasons() {
			return this.reasons;
		}

		/** The code of all candidates if they share one, since it says more. */
		ShimmyErrorCode code() {
			return (this.codes.size() == 1) ? this.codes.iterator().next() : ShimmyErrorCode.BINARY_NOT_FOUND;
		}

		/** A clause for the end of a sentence. */
		@Override
		public String toString() {
			return this.reasons.isEmpty() ? "" : "; passed over: " + String.join("; ", this.reasons);
		}

	}

}
