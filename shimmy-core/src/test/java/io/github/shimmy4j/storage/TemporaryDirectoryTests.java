package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link TemporaryDirectory}. */
class TemporaryDirectoryTests {

	@TempDir
	private Path parent;

	@Test
	void closeRemovesTheDirectoryAndAllThatIsInIt() throws IOException {
		Path run = this.parent.resolve("run");
		Path path;
		try (TemporaryDirectory directory = TemporaryDirectory.create(run, "list-")) {
			path = directory.path();
			assertThat(path).hasParent(run).isDirectory();
			Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("file"), "x");
		}
		assertThat(path).doesNotExist();
		assertThat(run).isEmptyDirectory();
	}

	@Test
	void closeTwiceIsNoFailure() throws IOException {
		TemporaryDirectory directory = TemporaryDirectory.create(this.parent, "x");
		directory.close();
		directory.close();
		assertThat(directory.path()).doesNotExist();
	}

}
