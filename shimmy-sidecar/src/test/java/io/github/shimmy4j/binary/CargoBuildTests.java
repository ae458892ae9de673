package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A real process in the place of cargo. */
class CargoBuildTests {

	private static final InstallChoice SHIMMY_1 = new InstallChoice(BinaryInstall.CARGO, "1.7.4", null, null);

	private static final InstallChoice SHIMMY_2 = new InstallChoice(BinaryInstall.CARGO, "2.6.5", null, null);

	@TempDir
	private Path directory;

	private Path tools;

	private Path staging;

	@BeforeEach
	void setUp() throws IOException {
		this.tools = this.directory.resolve("tools");
		this.staging = Files.createDirectory(this.directory.resolve("staging"));
	}

	@Test
	void buildIsTheOneOfTheScript() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.tools,
				FakeCargo.COMPILING + "env > '%s'\n".formatted(this.tools.resolve("env")) + FakeCargo.INSTALLING);
		ProgramSource.Obtained obtained = cargo.build().obtain(SHIMMY_1, this.staging, ProgressListener.NONE);
		assertThat(obtained.program()).isEqualTo(this.staging.resolve("root/bin/shimmy")).isExecutable();
		assertThat(cargo.calls())
			.containsExactly("install shimmy --version 1.7.4 --locked --bin shimmy --root %s/root --no-track"
				.formatted(this.staging));
		assertThat(Files.readAllLines(this.tools.resolve("env"))).contains("MARK=passed on",
				"CARGO_TARGET_DIR=" + this.staging.resolve("target"), "CARGO_PROFILE_RELEASE_LTO=off",
				"CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16");
		assertThat(obtained.recipe()).isEqualTo(recipeOfTheScript());
	}

	/** The recipe of the script, which compares it word for word. */
	private static String recipeOfTheScript() throws IOException {
		String script = Files.readString(Path.of("..", "scripts", "install-shimmy"));
		String recipe = script.lines().filter((line) -> line.startsWith("recipe=")).findFirst().orElseThrow();
		return recipe.substring("recipe=\"".length(), recipe.length() - 1)
			.replace("$version", "1.7.4")
			.replace("$(uname -sm)", HostPlatform.current().uname());
	}

	@Test
	void progressCountsCrates() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.tools, FakeCargo.COMPILING + "sleep 1\n" + FakeCargo.INSTALLING);
		List<Progress> progress = new ArrayList<>();
		cargo.build().obtain(SHIMMY_1, this.staging, progress::add);
		assertThat(progress).contains(new Progress(Progress.Unit.CRATES, 3, Progress.UNKNOWN_TOTAL, "shimmy v1.7.4"))
			.last()
			.isEqualTo(new Progress(Progress.Unit.CRATES, 3, 3, "shimmy v1.7.4"));
	}

	@Test
	void buildThatFailsTellsStatusAndLastWords() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.tools, FakeCargo.COMPILING + """
				echo 'error: failed to run custom build command for `shimmy-llama-cpp-sys-2`' >&2
				echo '  Unable to find libclang' >&2
				exit 101
				""");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> cargo.build().obtain(SHIMMY_1, this.staging, ProgressListener.NONE))
			.withMessageContainingAll("cargo install shimmy --version 1.7.4", "ended with status 101 after 3 crates",
					"Unable to find libclang")
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INSTALL_FAILED);
				assertThat(ex.exitStatus()).isEqualTo(101);
				assertThat(ex.outputTail()).contains(
						"error: failed to run custom build command for " + "`shimmy-llama-cpp-sys-2`",
						"   Compiling libc v0.2.177");
			});
	}

	@ParameterizedTest
	@CsvSource({ "cargo, 'cargo (Rust, from https://rustup.rs)'", "cc, 'cc (package build-essential)'",
			"cmake, 'cmake (package cmake)'", "clang, 'clang (package clang)'" })
	void missingToolIsNamedBeforeTheBuild(String tool, String named) throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.tools, FakeCargo.INSTALLING);
		Files.delete(this.tools.resolve(tool));
		Map<String, String> environment = onlyTheTools(cargo);
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> FakeCargo.build(environment).obtain(SHIMMY_1, this.staging, ProgressListener.NONE))
			.withMessage("Shimmy 1.7.4 cannot be built on this machine, which lacks " + named)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INSTALL_FAILED));
		assertThat(cargo.calls()).isEmpty();
	}

	@Test
	void allThatIsMissingIsNamedAtOnce() {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> FakeCargo.build(Map.of("PATH", this.tools.toString()))
				.obtain(SHIMMY_1, this.staging, ProgressListener.NONE))
			.withMessageContainingAll("cargo (", "cc (", "cmake (", "clang (");
	}

	@Test
	void secondGenerationNeedsNoLlama() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.tools, FakeCargo.INSTALLING);
		Files.delete(this.tools.resolve("cmake"));
		Files.delete(this.tools.resolve("clang"));
		Map<String, String> environment = new HashMap<>(cargo.environment());
		environment.remove("LIBCLANG_PATH");
		assertThat(FakeCargo.build(environment).obtain(SHIMMY_2, this.staging, ProgressListener.NONE).program())
			.isExecutable();
	}

	@Test
	void cargoOfRustupIsFoundBesideThePath() throws Exception {
		FakeCargo.doing(this.directory.resolve("home/.cargo/bin"), "echo \"$PATH\" >&2\n" + FakeCargo.INSTALLING);
		FakeCargo others = FakeCargo.doing(this.tools, "exit 1");
		Files.delete(this.tools.resolve("cargo"));
		Map<String, String> environment = new HashMap<>(onlyTheTools(others));
		environment.put("PATH", environment.get("PATH") + ":/usr/bin:/bin");
		environment.put("HOME", this.directory.resolve("home").toString());
		assertThat(FakeCargo.build(environment).obtain(SHIMMY_1, this.staging, ProgressListener.NONE).program())
			.isExecutable();
	}

	@Test
	void interruptEndsCargoAndAllThatItStarted() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.tools, FakeCargo.COMPILING + "sleep 600 & sleep 600\n");
		String mark = "MARK=" + this.directory;
		Map<String, String> environment = new HashMap<>(cargo.environment());
		environment.put("MARK", this.directory.toString());
		CountDownLatch begun = new CountDownLatch(3);
		CompletableFuture<Throwable> end = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				FakeCargo.build(environment).obtain(SHIMMY_1, this.staging, (at) -> begun.countDown());
			}
			catch (IOException | InterruptedException | RuntimeException ex) {
				end.complete(ex);
			}
		});
		thread.start();
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(ProcessTable.marked(mark)).isNotEmpty();
		thread.interrupt();
		assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		await().untilAsserted(() -> assertThat(ProcessTable.marked(mark)).isEmpty());
	}

	/** Nothing of this machine, which may have the real ones. */
	private static Map<String, String> onlyTheTools(FakeCargo cargo) {
		return Map.of("PATH", cargo.tools().toString());
	}

}
