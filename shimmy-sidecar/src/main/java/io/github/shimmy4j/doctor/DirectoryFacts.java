package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.storage.ExistingPath;
import io.github.shimmy4j.storage.ShimmyHome;

/** Facts about the directories of this user. */
record DirectoryFacts(List<State> directories) {

	static final String CHECK = "directories";

	DirectoryFacts {
		directories = List.copyOf(directories);
	}

	/** A directory that no launch writes to may belong to another user. */
	static DirectoryFacts gather(ShimmyHome home, boolean modelIsFetched, boolean engineIsCopied) throws IOException {
		return new DirectoryFacts(List.of(State.of("models", home.models(), modelIsFetched, false),
				State.of("binaries", home.binaries(), engineIsCopied, false),
				State.of("sidecars", home.sidecars(), false, true), State.of("run", home.run(), true, true)));
	}

	Finding finding() {
		Optional<State> unusable = this.directories.stream().filter(State::preventsStart).findFirst();
		if (unusable.isPresent()) {
			return Finding.fail(CHECK, problems(), unusable.get().remedy());
		}
		return this.directories.stream()
			.filter((directory) -> !directory.problem().isEmpty())
			.findFirst()
			.map((directory) -> Finding.warn(CHECK, problems(), directory.remedy()))
			.orElseGet(() -> Finding.ok(CHECK,
					this.directories.stream()
						.map((directory) -> "%s '%s'".formatted(directory.name(), directory.path()))
						.collect(Collectors.joining(", "))));
	}

	private String problems() {
		return this.directories.stream()
			.filter((directory) -> !directory.problem().isEmpty())
			.map((directory) -> "%s: '%s' %s".formatted(directory.name(), directory.path(), directory.problem()))
			.collect(Collectors.joining("; "));
	}

	/**
	 * State of one directory.
	 *
	 * @param name name of the directory
	 * @param path its path
	 * @param obstacle why it cannot be written to or created, as a clause; else empty
	 * @param permissions POSIX permissions; empty if there are none
	 * @param needed whether a launch writes to it
	 * @param secret whether other users must not even read it
	 */
	record State(String name, Path path, String obstacle, Set<PosixFilePermission> permissions, boolean needed,
			boolean secret) {

		private static final Set<PosixFilePermission> WRITE_BY_OTHERS = PosixFilePermissions.fromString("----w--w-");

		private static final Set<PosixFilePermission> ANYTHING_BY_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

		State {
			permissions = Set.copyOf(permissions);
		}

		static State of(String name, Path path, boolean needed, boolean secret) throws IOException {
			return new State(name, path, obstacle(path), Files.isDirectory(path) ? permissions(path) : Set.of(), needed,
					secret);
		}

		private static String obstacle(Path path) {
			Path existing = ExistingPath.nearest(path);
			return Files.exists(existing)
					? obstacleAt(existing, existing.equals(path) ? "it" : "'%s'".formatted(existing))
					: "has no parent that exists";
		}

		private static String obstacleAt(Path path, String subject) {
			if (!Files.isDirectory(path)) {
				return "cannot be used: %s is not a directory".formatted(subject);
			}
			return Files.isWritable(path) ? ""
					: "cannot be written to by this user: %s is not writable".formatted(subject);
		}

		private static Set<PosixFilePermission> permissions(Path path) throws IOException {
			return path.getFileSystem().supportedFileAttributeViews().contains("posix")
					? Files.getPosixFilePermissions(path) : Set.of();
		}

		boolean preventsStart() {
			return this.needed && !this.obstacle.isEmpty();
		}

		/** What is wrong with it, as a clause; empty if nothing is. */
		String problem() {
			if (preventsStart() || (this.secret && !this.obstacle.isEmpty())) {
				return this.obstacle;
			}
			Set<PosixFilePermission> forbidden = this.secret ? ANYTHING_BY_OTHERS : WRITE_BY_OTHERS;
			return this.permissions.stream().anyMatch(forbidden::contains)
					? "is open to other users (%s)".formatted(PosixFilePermissions.toString(this.permissions)) : "";
		}

		Remedy remedy() {
			if (problem().equals(this.obstacle)) {
				return Remedy.of("Let this user write to '%s', or set %s.", this.path, this.name.equals("models")
						? Setting.MODELS_DIRECTORY : "the environment variable SHIMMY4J_HOME");
			}
			return Remedy.of("Type chmod %s '%s'.", this.secret ? "go-rwx" : "go-w", this.path);
		}

	}

}
