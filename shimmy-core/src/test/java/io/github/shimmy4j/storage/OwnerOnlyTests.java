package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link OwnerOnly}. */
class OwnerOnlyTests {

	@TempDir
	private Path directory;

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void createdDirectoriesAreClosedToOthers() throws IOException {
		Path created = OwnerOnly.createDirectory(this.directory.resolve("a/b"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(created))).isEqualTo("rwx------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(created.getParent())))
			.isEqualTo("rwx------");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void existingDirectoryKeepsItsPermissions() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		OwnerOnly.createDirectory(this.directory);
		assertThat(Files.getPosixFilePermissions(this.directory))
			.isEqualTo(Set.copyOf(PosixFilePermissions.fromString("rwxr-xr-x")));
	}

	@Test
	void fileInTheWayIsNamed() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> OwnerOnly.createDirectory(file.resolve("models")))
			.withMessageContaining("'" + file.resolve("models") + "'")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
	}

}
