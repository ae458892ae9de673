package io.github.shimmy4j.binary;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.shimmy4j.binary.ManagedBinaries.ManagedBinary;
import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.OwnFile;
import io.github.shimmy4j.storage.OwnerOnly;
import io.github.shimmy4j.storage.Sha256;

/**
 * Folder of one managed binary, as {@code scripts/install-shimmy} creates it: {@code bin}
 * holds the program, its SHA-256, and the recipe by which it was obtained.
 */
final class ManagedFolder {

	private static final String WINDOWS_SUFFIX = ".exe";

	/** A longer file is neither a digest nor a recipe. */
	private static final int MAX_NOTE_BYTES = 4096;

	private final Path path;

	ManagedFolder(Path path) {
		this.path = path;
	}

	Path path() {
		return this.path;
	}

	static String programName() {
		return ServerProgram.SHIMMY.fileName() + ((File.separatorChar == '\\') ? WINDOWS_SUFFIX : "");
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
		return new ManagedFolder(managedBinaries.resolve("shimmy-" + version));
	}

	/** Path at which the program is installed. */
	Path plannedProgram() {
		return bin().resolve(programName());
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

	/** SHA-256 that was recorded when the program was obtained. */
	Optional<String> recordedDigest() {
		return note(digest());
	}

	ManagedBinary.Origin origin() {
		String recipe = note(recipe()).orElse("");
		if (recipe.startsWith(CargoBuild.RECIPE)) {
			return ManagedBinary.Origin.BUILT;
		}
		return recipe.startsWith(ReleaseProgram.RECIPE) ? ManagedBinary.Origin.DOWNLOADED
				: ManagedBinary.Origin.UNKNOWN;
	}

	/** Throws if the program differs from what was obtained. */
	void requireUnchanged(Path program) {
		String recorded = recordedDigest().orElse(null);
		if (recorded == null) {
			return;
		}
		try {
			String actual = Sha256.of(program);
			if (!actual.equals(recorded.toLowerCase(Locale.ROOT))) {
				throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
						"'%s' is not what was installed: its SHA-256 is %s, recorded is '%s'".formatted(program, actual,
								recorded));
			}
		}
		catch (IOException ex) {
			throw new ShimmyException(ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
					"'%s' cannot be read: %s".formatted(program, ex), ex);
		}
	}

	/**
	 * Moves a verified program into this folder. The old digest is removed first and the
	 * new one is written last, so a digest never stands beside another program.
	 */
	void place(Path program, String recipe) throws IOException {
		OwnerOnly.createDirectory(bin());
		Path draft = bin().resolve(".placing");
		write(draft, recipe);
		Files.deleteIfExists(digest());
		Files.move(draft, recipe(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		write(draft, Sha256.of(program));
		Files.move(program, plannedProgram(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		Files.move(draft, digest(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	private static void write(Path file, String line) throws IOException {
		Files.deleteIfExists(file);
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

	private Path digest() {
		return bin().resolve("shimmy.sha256");
	}

	private Path recipe() {
		return bin().resolve("shimmy.recipe");
	}

}
