package io.github.shimmy4j.sidecar.ownership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory.LaunchId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LaunchDirectoryTests {

	private static final LaunchId ID = new LaunchId("s4j-0123456789abcdef");

	private final SecureRandom random = new SecureRandom();

	@TempDir
	private Path directory;

	private Path run;

	private Path model;

	@BeforeEach
	void setUp() {
		this.run = this.directory.resolve("run");
		this.model = TestModel.write(this.directory.resolve("models/Some Model.Q4_0.gguf"));
	}

	@Test
	void createLinksTheModelUnderTheLaunchsIdAndNothingElse() throws IOException {
		LaunchDirectory launch = create(this.model);
		assertThat(launch.root()).hasParent(this.run);
		Path link = launch.models().resolve(ID.value() + ".gguf");
		assertThat(files(launch.models())).containsExactly(link);
		assertThat(link).isSymbolicLink().hasSameBinaryContentAs(this.model);
		assertThat(launch.home()).isEmptyDirectory();
	}

	@Test
	void createLetsNobodyElseReadTheLaunchsId() throws IOException {
		LaunchDirectory launch = create(this.model);
		for (Path created : List.of(this.run, launch.root(), launch.models(), launch.home())) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(created))).as(created.toString())
				.isEqualTo("rwx------");
		}
	}

	@Test
	void nameOfEachIsItsOwnAndTellsNothingOfTheId() {
		String first = LaunchDirectory.next(this.run, this.random).name();
		assertThat(first).isNotEqualTo(LaunchDirectory.next(this.run, this.random).name())
			.matches("launch-[0-9a-f]{16}");
		assertThat(create(this.model).root().toString()).doesNotContain(ID.value());
	}

	@Test
	void createForARelativeModelLinksToWhereItIs() {
		Path relative = Path.of("").toAbsolutePath().relativize(this.model);
		LaunchDirectory launch = create(relative);
		assertThat(launch.models().resolve(ID.value() + ".gguf")).hasSameBinaryContentAs(this.model);
	}

	@Test
	void createForAModelInPartsLinksItsPartsAndNoOthers() throws IOException {
		Path folder = this.directory.resolve("parts");
		Path first = TestModel.write(folder.resolve("big-00001-of-00002.gguf"));
		TestModel.write(folder.resolve("big-00002-of-00002.gguf"));
		TestModel.write(folder.resolve("big-00001-of-00003.gguf"));
		TestModel.write(folder.resolve("bigger-00001-of-00002.gguf"));
		LaunchDirectory launch = create(first);
		assertThat(files(launch.models())).extracting((link) -> link.getFileName().toString())
			.containsExactly(ID.value() + "-00001-of-00002.gguf", ID.value() + "-00002-of-00002.gguf");
	}

	@Test
	void createUsesNoNameThatTheServerPassesOver() {
		LaunchDirectory launch = create(this.model);
		assertThat(launch.models().getFileName().toString()).doesNotStartWith(".")
			.isNotIn("tmp", "var", "opt", "home", "usr", "etc", "bin", "sbin", "dev", "net", "proc", "private",
					"Library", "Applications", "System", "Developer", "Volumes", "cores");
	}

	@Test
	void createWhereAFileIsInTheWayNamesTheDirectory() throws IOException {
		Files.writeString(this.run, "a file");
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> create(this.model))
			.withMessageContaining("'" + this.run + "'")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
	}

	@Test
	void createThatFailsHalfWayLeavesNothing() throws IOException {
		LaunchDirectory launch = LaunchDirectory.next(this.run, this.random);
		Files.createDirectories(launch.models().resolve(ID.value() + ".gguf"));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> launch.create(ID, this.model));
		assertThat(launch.root()).doesNotExist();
	}

	@Test
	void deleteRemovesTheLaunchButNeitherTheModelNorTheHome() throws IOException {
		LaunchDirectory launch = create(this.model);
		Files.writeString(launch.root().resolve("core"), "written by the server");
		launch.delete();
		launch.delete();
		assertThat(files(this.run)).containsExactly(launch.home());
		assertThat(this.model).exists();
	}

	@Test
	void deleteByTwoAtOnceHarmsNeither() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			for (int round = 0; round < 100; round++) {
				LaunchDirectory launch = create(this.model);
				Callable<Void> delete = () -> {
					launch.delete();
					return null;
				};
				for (Future<Void> end : executor.invokeAll(List.of(delete, delete))) {
					end.get();
				}
				assertThat(launch.root()).doesNotExist();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private LaunchDirectory create(Path model) {
		LaunchDirectory launch = LaunchDirectory.next(this.run, this.random);
		launch.create(ID, model);
		return launch;
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.sorted().toList();
		}
	}

}
