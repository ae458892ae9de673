package io.github.shimmy4j.binary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.SearchPath;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server to run: the one that was named and no other, or else the first that
 * can serve of those on {@code PATH}, in the managed cache, and the embedded engine.
 */
public final class BinaryLocator {

	private static final String UNIX_NAME = "shimmy";

	private static final String WINDOWS_NAME = "shimmy.exe";

	private final Map<String, String> environment;

	private final Path managedBinaries;

	private final BinaryIdentity identity;

	private final @Nullable EmbeddedEngine engine;

	/**
	 * Looks nowhere yet.
	 * @param environment variables of this process; {@code PATH} is searched
	 * @param managedBinaries directory of managed binaries, one folder each with
	 * {@code bin/shimmy} in it
	 * @param launcher starts candidates to ask for their version
	 * @param engine the embedded engine, or null if there is none
	 */
	public BinaryLocator(Map<String, String> environment, Path managedBinaries, ProcessLauncher launcher,
			@Nullable EmbeddedEngine engine) {
		this.environment = Map.copyOf(environment);
		this.managedBinaries = managedBinaries;
		this.identity = new BinaryIdentity(launcher, environment);
		this.engine = engine;
	}

	/**
	 * Finds the server, running candidates with {@code --version}.
	 * @param choice what may be considered
	 * @param suitability knows what speaks against a candidate that was not named
	 * @return the first that can serve here, and what was passed over before it
	 * @throws ShimmyException with one of the {@code BINARY_} codes, saying what was
	 * looked at
	 * @throws InterruptedException if the thread was interrupted while a candidate ran
	 */
	public LocatedBinary locate(BinaryChoice choice, Suitability suitability) throws InterruptedException {
		return (choice.named() != null) ? new LocatedBinary(this.identity.identify(choice.named()), List.of())
				: search(choice.source(), suitability);
	}

	private LocatedBinary search(BinarySource source, Suitability suitability) throws InterruptedException {
		List<ShimmyException> skipped = new ArrayList<>();
		Set<ShimmyErrorCode> codes = EnumSet.noneOf(ShimmyErrorCode.class);
		for (Candidate candidate : candidates(source)) {
			try {
				ShimmyBinary binary = candidate.program().identify();
				Optional<ShimmyException> objection = suitability.objection(binary);
				if (objection.isEmpty()) {
					return new LocatedBinary(binary, skipped.stream().map(ShimmyException::getMessage).toList());
				}
				skipped.add(objection.get());
				codes.add(objection.get().code());
			}
			catch (ShimmyException ex) {
				skipped.add(ex);
				// What was found by chance need not be a server; the engine must be one.
				codes.add(candidate.ours() ? ex.code() : ShimmyErrorCode.BINARY_NOT_FOUND);
			}
		}
		// One objection that all of them met says more than that there is none.
		throw nothingSuits((codes.size() == 1) ? codes.iterator().next() : ShimmyErrorCode.BINARY_NOT_FOUND, source,
				skipped);
	}

	private ShimmyException nothingSuits(ShimmyErrorCode code, BinarySource source, List<ShimmyException> skipped) {
		String reasons = skipped.isEmpty() ? ""
				: "; passed over: " + String.join("; ", skipped.stream().map(ShimmyException::getMessage).toList());
		return new ShimmyException(code, "No server that can run here: looked for %s%s".formatted(switch (source) {
			case AUTO -> "shimmy on PATH and in '%s', and for %s".formatted(this.managedBinaries, engineOrItsAbsence());
			case SHIMMY -> "shimmy on PATH and in '%s' (shimmy.binary.source=shimmy)".formatted(this.managedBinaries);
			case EMBEDDED -> "%s (shimmy.binary.source=embedded)".formatted(engineOrItsAbsence());
		}, reasons));
	}

	private String engineOrItsAbsence() {
		return (this.engine != null) ? "the embedded engine"
				: "the embedded engine, which is not on the class path (shimmy-embedded-engine)";
	}

	private List<Candidate> candidates(BinarySource source) {
		List<Candidate> candidates = new ArrayList<>();
		if (source != BinarySource.EMBEDDED) {
			programs()
				.forEach((program) -> candidates.add(new Candidate(false, () -> this.identity.identify(program))));
		}
		EmbeddedEngine present = this.engine;
		if (source != BinarySource.SHIMMY && present != null) {
			candidates.add(new Candidate(true, present::install));
		}
		return candidates;
	}

	private List<Path> programs() {
		List<Path> programs = new ArrayList<>();
		SearchPath.of(this.environment).directories().forEach((directory) -> addIfPresent(programs, directory));
		managedFolders().forEach((folder) -> addIfPresent(programs, folder.resolve("bin")));
		return programs;
	}

	private List<Path> managedFolders() {
		if (!Files.isDirectory(this.managedBinaries)) {
			return List.of();
		}
		try (Stream<Path> folders = Files.list(this.managedBinaries)) {
			return folders.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void addIfPresent(List<Path> programs, Path directory) {
		for (String name : List.of(UNIX_NAME, WINDOWS_NAME)) {
			Path candidate = directory.resolve(name);
			if (Files.isRegularFile(candidate)) {
				programs.add(candidate);
			}
		}
	}

	/**
	 * Something that may turn out to be a server.
	 *
	 * @param ours whether it comes with shimmy4j
	 * @param program how to find out
	 */
	private record Candidate(boolean ours, Program program) {
	}

	/** A program that is yet to be identified. */
	@FunctionalInterface
	private interface Program {

		ShimmyBinary identify() throws InterruptedException;

	}

}
