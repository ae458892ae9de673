package io.github.shimmy4j.engine.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class NativeDirectoryTests {

	private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

	@TempDir
	Path parent;

	private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

	@Test
	void createGivesEachProcessAPrivateOne() throws IOException {
		Path one = create();
		Path two = create();
		assertThat(one).isNotEqualTo(two).isDirectory();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one))).isEqualTo("rwx------");
	}

	@Test
	void createClearsAwayWhatKilledProcessesLeft() throws IOException {
		Path old = left("shimmy4j-engine-old", Duration.ofHours(2));
		Path young = left("shimmy4j-engine-young", Duration.ofMinutes(30));
		Path foreign = left("somebody-else", Duration.ofDays(9));
		create();
		assertThat(old).doesNotExist();
		assertThat(young.resolve("libjllama.so")).exists();
		assertThat(foreign.resolve("libjllama.so")).exists();
	}

	@Test
	void deleteOfWhatIsGoneDoesNothing() {
		NativeDirectory.delete(this.parent.resolve("gone"));
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void deleteFollowsNoLink() throws IOException {
		Path model = Files.createFile(this.parent.resolve("model.gguf"));
		Path directory = create();
		Files.createSymbolicLink(directory.resolve("link.gguf"), model);
		NativeDirectory.delete(directory);
		assertThat(directory).doesNotExist();
		assertThat(model).exists();
	}

	private Path create() throws IOException {
		return NativeDirectory.create(this.parent, this.clock);
	}

	private Path left(String name, Duration age) throws IOException {
		Path directory = Files.createDirectory(this.parent.resolve(name));
		Files.createFile(directory.resolve("libjllama.so"));
		return Files.setLastModifiedTime(directory, FileTime.from(NOW.minus(age)));
	}

}
