package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.storage.ExistingPath;

/**
 * What was found of one directory.
 *
 * @param name what it is for
 * @param path where it is
 * @param obstacle why it cannot be written to or created, as a clause; empty if it can
 * @param permissions POSIX permissions; empty where there are none
 * @param needed whether a launch writes to it
 * @param secret whether others may not even read it
 */
record DirectoryState(String name, Path path, String obstacle, Set<PosixFilePermission> permissions, boolean needed,
		boolean secret) {

	private static final Set<PosixFilePermission> WRITE_BY_OTHERS = PosixFilePermissions.fromString("----w--w-");

	private static final Set<PosixFilePermission> ANYTHING_BY_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

	DirectoryState {
		permissions = Set.copyOf(permissions);
	}

	static DirectoryState of(String name, Path path, boolean needed, boolean secret) throws IOException {
		return new DirectoryState(name, path, obstacle(path), Files.isDirectory(path) ? permissions(path) : Set.of(),
				needed, secret);
	}

	private static String obstacle(Path path) {
		Path existing = ExistingPath.nearest(path);
		return Files.exists(existing) ? obstacleAt(existing, existing.equals(path) ? "it" : "'%s'".formatted(existing))
				: "has no parent that exists";
	}

	private static String obstacleAt(Path path, String subject) {
		if (!Files.isDirectory(path)) {
			return "cannot be used: %s is not a directory".formatted(subject);
		}
		return Files.isWritable(path) ? "" : "cannot be written to by this user: %s is not writable".formatted(subject);
	}

	private static Set<PosixFilePermission> permissions(Path path) throws IOException {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix")
				? Files.getPosixFilePermissions(path) : Set.of();
	}

	/** Whether no server can start like this. */
	boolean isInTheWay() {
		return this.needed && !this.obstacle.isEmpty();
	}

	/** What is wrong with it, as a clause; empty if nothing is. */
	String problem() {
		if (isInTheWay() || (this.secret && !this.obstacle.isEmpty())) {
			return this.obstacle;
		}
		Set<PosixFilePermission> forbidden = this.secret ? ANYTHING_BY_OTHERS : WRITE_BY_OTHERS;
		return this.permissions.stream().anyMatch(forbidden::contains)
				? "is open to other users (%s)".formatted(PosixFilePermissions.toString(this.permissions)) : "";
	}

	Remedy remedy() {
		if (problem().equals(this.obstacle)) {
			return Remedy.of("Let this user write to '%s', or set %s.", this.path,
					this.name.equals("models") ? Setting.MODELS_DIRECTORY : "the environment variable SHIMMY4J_HOME");
		}
		return Remedy.of("Type chmod %s '%s'.", this.secret ? "go-rwx" : "go-w", this.path);
	}

}
