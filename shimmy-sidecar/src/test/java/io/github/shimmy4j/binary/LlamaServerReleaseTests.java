package io.github.shimmy4j.binary;

import java.util.function.BooleanSupplier;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.ReleaseTable.Release;
import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which of llama.cpp's archives fits a machine. */
class LlamaServerReleaseTests {

	private static final BooleanSupplier NOT_ASKED = () -> {
		throw new AssertionError("no GPU is to be searched");
	};

	private final ReleaseTable table = Releases.builtIn().get(ServerProgram.LLAMA_SERVER);

	@ParameterizedTest
	@CsvSource({ "linux, x86_64, auto, false, ubuntu-x64.tar.gz", "linux, x86_64, auto, true, ubuntu-vulkan-x64.tar.gz",
			"linux, x86_64, cpu, true, ubuntu-x64.tar.gz", "linux, x86_64, vulkan, false, ubuntu-vulkan-x64.tar.gz",
			"linux, aarch64, auto, false, ubuntu-arm64.tar.gz",
			"linux, aarch64, auto, true, ubuntu-vulkan-arm64.tar.gz", "windows, x86_64, auto, false, win-cpu-x64.zip",
			"windows, x86_64, auto, true, win-vulkan-x64.zip", "windows, aarch64, auto, true, win-cpu-arm64.zip",
			"macos, x86_64, auto, true, macos-x64.tar.gz", "macos, aarch64, auto, true, macos-arm64.tar.gz",
			"macos, aarch64, metal, false, macos-arm64.tar.gz", "macos, aarch64, cpu, true, macos-arm64.tar.gz" })
	void assetIsThatOfPlatformAndAcceleratorAndItsDigestIsKnown(String system, String architecture, String mode,
			boolean gpu, String asset) {
		InstallChoice wanted = wanted(InstallChoice.LLAMA_SERVER_BUILD, null,
				GpuMode.valueOf(mode.toUpperCase(java.util.Locale.ROOT)));
		HostPlatform platform = new HostPlatform(system, architecture, null, false);
		Release release = this.table.find(wanted, platform, () -> gpu);
		assertThat(release.address())
			.hasToString("https://github.com/ggml-org/llama.cpp/releases/download/b10964/llama-b10964-bin-" + asset);
		assertThat(release.sha256()).matches("[0-9a-f]{64}");
		assertThat(this.table.knowsDigest(wanted, platform, () -> gpu)).isTrue();
	}

	@Test
	void everyFileOfTheDefaultBuildHasADigestOfItsOwn() {
		assertThat(this.table.digests().get("b10964").values()).hasSize(9).doesNotHaveDuplicates();
		assertThat(this.table.digests()).containsOnlyKeys("b10964");
	}

	@Test
	void otherBuildNeedsTheUsersDigest() {
		InstallChoice unknown = wanted("b11211", null, GpuMode.AUTO);
		assertThat(this.table.knowsDigest(unknown, linux("2.35"), NOT_ASKED)).isFalse();
		assertRefused(unknown, linux("2.35"), "Cannot download llama-server b11211", "no verified SHA-256",
				"set the SHA-256 of the download");
		assertThat(this.table.find(wanted("b11211", "f".repeat(64), GpuMode.CPU), linux("2.35"), NOT_ASKED).address())
			.hasToString(
					"https://github.com/ggml-org/llama.cpp/releases/download/b11211/llama-b11211-bin-ubuntu-x64.tar.gz");
	}

	@ParameterizedTest
	@EnumSource(names = { "CUDA", "OPENCL", "MLX", "METAL" })
	void acceleratorWithoutAWholeArchiveIsRefusedAndTheOthersNamed(GpuMode mode) {
		assertRefused(wanted("b10964", "f".repeat(64), mode), linux("2.35"),
				"no whole program for " + mode.id() + " on linux-x86_64, but for cpu, vulkan",
				"set address of the download and SHA-256 of the download to another file");
	}

	@Test
	void mirrorWithAFileOfItsOwnServesAnyAccelerator() {
		InstallChoice wanted = new InstallChoice(BinaryInstall.DOWNLOAD, "b10964", "f".repeat(64),
				"https://mirror.test/llama-{version}-bin-win-cuda-12.4-x64.zip", GpuMode.CUDA);
		assertThat(this.table.find(wanted, new HostPlatform("windows", "x86_64", null, false), NOT_ASKED).address())
			.hasToString("https://mirror.test/llama-b10964-bin-win-cuda-12.4-x64.zip");
	}

	@Test
	void olderLibraryIsRefusedByTheNameOfTheFile() {
		assertRefused(wanted("b10964", null, GpuMode.CPU), linux("2.31"),
				"'llama-b10964-bin-ubuntu-x64.tar.gz' needs GNU's C library 2.35, and this machine has 2.31");
		assertRefused(wanted("b10964", null, GpuMode.CPU), new HostPlatform("linux", "x86_64", null, true), "musl");
	}

	@Test
	void platformWithoutAnArchiveIsRefused() {
		assertRefused(wanted("b10964", "f".repeat(64), GpuMode.AUTO), new HostPlatform("linux", "s390x", null, false),
				"no program for linux-s390x");
	}

	private void assertRefused(InstallChoice wanted, HostPlatform platform, String... message) {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> this.table.find(wanted, platform, () -> false))
			.withMessageContainingAll(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INSTALL_FAILED));
	}

	private static HostPlatform linux(String glibc) {
		return new HostPlatform("linux", "x86_64", glibc, false);
	}

	private static InstallChoice wanted(String version, String sha256, GpuMode mode) {
		return new InstallChoice(BinaryInstall.DOWNLOAD, version, sha256, null, mode);
	}

}
