package io.github.shimmy4j.binary;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.shimmy4j.binary.ManagedBinaries.ManagedBinary;
import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.JsonFile;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Folder of one managed binary, as {@code scripts/install-shimmy} creates it: {@code bin}
 * holds the program, its shared libraries, the SHA-256 of each of them, and the recipe by
 * which they were obtained.
 */
final class ManagedFolder {

	private static final PrintableLogger logger = PrintableLogger.of(ManagedFolder.class);

	private static final String WINDOWS_SUFFIX = ".exe";

	/** A longer file is neither a recipe nor the digests of a hundred files. */
	private static final int MAX_NOTE_BYTES = 16_384;

	/** Between digest and name, as {@code sha256sum --check} reads it. */
	private static final String BEFORE_NAME = "  ";

	private final Path path;

	ManagedFolder(Path path) {
		this.path = path;
	}

	Path path() {
		return this.path;
	}

	static String programName(ServerProgram server) {
		return server.fileName() + ((File.separatorChar == '\\') ? WINDOWS_SUFFIX : "");
	}

	/** Programs in a directory, managed or not, that have the name of a server. */
	static List<Path> programsIn(Path directory, ServerProgram server) {
		return Stream.of(server.fileName(), server.fileName() + WINDOWS_SUFFIX)
			.map(directory::resolve)
			.filter(Files::isRegularFile)
			.toList();
	}

	/** Folder for a release, whether installed or not. */
	static ManagedFolder of(Path managedBinaries, ServerVersion version) {
		return new ManagedFolder(managedBinaries.resolve(version.program().fileName() + "-" + version));
	}

	/** Path at which the program of a release is installed. */
	Path plannedProgram(ServerProgram server) {
		return bin().resolve(programName(server));
	}

	String name() {
		return this.path.getFileName().toString();
	}

	/** The program, whichever server it is. */
	Optional<Path> program() {
		return Stream.of(ServerProgram.values()).flatMap((server) -> program(server).stream()).findFirst();
	}

	Optional<Path> program(ServerProgram server) {
		return programsIn(bin(), server).stream().findFirst();
	}

	/**
	 * SHA-256 that was recorded when the program was obtained. With libraries there is a
	 * line for each file.
	 */
	Optional<String> recordedDigest() {
		return note(digest(bin()));
	}

	ManagedBinary.Origin origin() {
		String recipe = note(recipe(bin())).orElse("");
		if (recipe.startsWith(CargoBuild.RECIPE)) {
			return ManagedBinary.Origin.BUILT;
		}
		return recipe.startsWith(ReleaseProgram.RECIPE) ? ManagedBinary.Origin.DOWNLOADED
				: ManagedBinary.Origin.UNKNOWN;
	}

	/**
	 * Throws if the program or a library differs from what was obtained. Reads all of
	 * them.
	 */
	void requireUnchanged(Path program) {
		recordedDigest().ifPresent((recorded) -> {
			Map<Path, String> files = installed(program, recorded);
			// Before the reading, so that a later change is noticed.
			Optional<VerifiedState> state = VerifiedState.of(recorded, List.copyOf(files.keySet()));
			files.forEach(ManagedFolder::requireUnchanged);
			state.ifPresent(this::keep);
		});
	}

	/**
	 * As {@link #requireUnchanged}, but reads nothing if no file was changed since it was
	 * read.
	 */
	void requireVerified(Path program) {
		Optional<VerifiedState> state = recordedDigest()
			.flatMap((recorded) -> VerifiedState.of(recorded, List.copyOf(installed(program, recorded).keySet())));
		if (state.isEmpty() || !state.equals(kept())) {
			requireUnchanged(program);
		}
	}

	private Optional<VerifiedState> kept() {
		try {
			return verified().read();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private void keep(VerifiedState state) {
		try {
			verified().write(state);
		}
		catch (IOException ex) {
			logger.debug("'{}' cannot be written, so the next start reads all files again", verified().path(), ex);
		}
	}

	private JsonFile<VerifiedState> verified() {
		return new JsonFile<>(bin().resolve(server(bin()).fileName() + ".verified"), VerifiedState.class);
	}

	/** The digest of each file that was obtained. */
	private Map<Path, String> installed(Path program, String recorded) {
		List<String> lines = recorded.lines().filter((line) -> line.contains(BEFORE_NAME)).toList();
		if (lines.stream().noneMatch((line) -> line.endsWith(BEFORE_NAME + program.getFileName()))) {
			return Map.of(program, recorded);
		}
		Map<Path, String> digests = new LinkedHashMap<>();
		for (String line : lines) {
			int end = line.indexOf(BEFORE_NAME);
			digests.put(bin().resolve(line.substring(end + BEFORE_NAME.length())), line.substring(0, end));
		}
		return digests;
	}

	private static void requireUnchanged(Path file, String recorded) {
		try {
			String actual = Sha256.of(file);
			if (!actual.equals(recorded.toLowerCase(Locale.ROOT))) {
				throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
						"'%s' is not what was installed: its SHA-256 is %s, recorded is '%s'".formatted(file, actual,
								recorded));
			}
		}
		catch (NoSuchFileException ex) {
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"'%s' was installed and is missing".formatted(file), ex);
		}
		catch (IOException ex) {
			throw new ShimmyException(ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
					"'%s' cannot be read: %s".formatted(file, ex), ex);
		}
	}

	/**
	 * Moves a verified program with its libraries into this folder, in one step. What was
	 * there before is moved away, beside the new program's old directory.
	 */
	void place(Path program, String recipe) throws IOException {
		OwnerOnly.createDirectory(this.path);
		Path obtained = program.resolveSibling("");
		String digests = digests(program);
		write(recipe(obtained), recipe);
		write(digest(obtained), digests);
		if (OwnFile.exists(bin())) {
			Files.move(bin(), obtained.resolveSibling("replaced"), StandardCopyOption.ATOMIC_MOVE);
		}
		Files.move(obtained, bin(), StandardCopyOption.ATOMIC_MOVE);
	}

	private static String digests(Path program) throws IOException {
		// Links among the libraries lead to files that are in the list themselves.
		List<Path> files = Listing.of(program.resolveSibling(""))
			.stream()
			.filter((file) -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
			.toList();
		if (files.size() == 1) {
			return Sha256.of(program);
		}
		List<String> lines = new ArrayList<>();
		for (Path file : files) {
			lines.add(Sha256.of(file) + BEFORE_NAME + file.getFileName());
		}
		lines.sort(Comparator.comparing((line) -> line.substring(line.indexOf(BEFORE_NAME))));
		return String.join("\n", lines);
	}

	private static void write(Path file, String line) throws IOException {
		OwnFile.writeNew(file, (line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	private static Optional<String> note(Path file) {
		try {
			return OwnFile.read(file, MAX_NOTE_BYTES)
				.map((bytes) -> new String(bytes, StandardCharsets.UTF_8).strip())
				.or(() -> Optional.of(""));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		catch (IOException ex) {
			return Optional.of("");
		}
	}

	private Path bin() {
		return this.path.resolve("bin");
	}

	private static Path digest(Path bin) {
		return bin.resolve(server(bin).fileName() + ".sha256");
	}

	private static Path recipe(Path bin) {
		return bin.resolve(server(bin).fileName() + ".recipe");
	}

	private static ServerProgram server(Path bin) {
		return programsIn(bin, ServerProgram.LLAMA_SERVER).isEmpty() ? ServerProgram.SHIMMY
				: ServerProgram.LLAMA_SERVER;
	}

}
