package io.github.shimmy4j.binary;

import java.net.URI;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.github.shimmy4j.binary.ReleaseTable.Release;
import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which download fits a machine, and what is refused before a download. */
class ReleaseTableTests {

	private static final String DIGEST = "0123456789abcdef".repeat(4);

	private static final HostPlatform LINUX = new HostPlatform("linux", "x86_64", "2.39", false);

	private static final BooleanSupplier NO_GPU = () -> false;

	private final ReleaseTable table = Releases.builtIn().get(ServerProgram.SHIMMY);

	@ParameterizedTest
	@CsvSource({ "linux, x86_64, shimmy-linux-x86_64", "linux, aarch64, shimmy-linux-aarch64",
			"windows, x86_64, shimmy-windows-x86_64.exe", "macos, x86_64, shimmy-macos-intel",
			"macos, aarch64, shimmy-macos-arm64" })
	void assetIsThatOfThePlatform(String system, String architecture, String asset) {
		assertThat(this.table.find(wanted(DIGEST, null), new HostPlatform(system, architecture, null, false), NO_GPU))
			.isEqualTo(new Release(
					URI.create("https://github.com/Michael-A-Kuykendall/shimmy/releases/download/v1.7.4/" + asset),
					DIGEST));
	}

	@Test
	void releaseThatNobodyVerifiedIsRefusedAndTheKeyNamed() {
		assertRefused(wanted(null, null), LINUX, "Cannot download shimmy 1.7.4", "no verified SHA-256", "linux-x86_64",
				"set the SHA-256 of the download");
		assertThat(this.table.knowsDigest(wanted(null, null), LINUX, NO_GPU)).isFalse();
	}

	@Test
	void digestOfTheTableIsOfOneVersionAndFile() {
		ReleaseTable known = new ReleaseTable(this.table.address(), this.table.assets(),
				Map.of("1.7.4", Map.of("shimmy-linux-x86_64", DIGEST)));
		assertThat(known.find(wanted(null, null), LINUX, NO_GPU).sha256()).isEqualTo(DIGEST);
		assertThat(known.knowsDigest(wanted(null, null), LINUX, NO_GPU)).isTrue();
		assertThat(known.knowsDigest(wanted(null, null), new HostPlatform("linux", "aarch64", null, false), NO_GPU))
			.isFalse();
		assertThat(known.knowsDigest(new InstallChoice(BinaryInstall.DOWNLOAD, "1.7.3", null, null), LINUX, NO_GPU))
			.isFalse();
	}

	@Test
	void digestOfTheUserWinsOverTheTables() {
		ReleaseTable known = new ReleaseTable(this.table.address(), this.table.assets(),
				Map.of("1.7.4", Map.of("shimmy-linux-x86_64", "f".repeat(64))));
		assertThat(known.find(wanted(DIGEST, null), LINUX, NO_GPU).sha256()).isEqualTo(DIGEST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.36", "2.9", "2.38.9", "1.99" })
	void olderLibraryIsRefused(String version) {
		assertRefused(wanted(DIGEST, null), new HostPlatform("linux", "x86_64", version, false),
				"needs GNU's C library 2.39, and this machine has " + version);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.39", "2.40", "2.100", "3.0" })
	void newerLibraryWillDo(String version) {
		assertThat(this.table.find(wanted(DIGEST, null), new HostPlatform("linux", "x86_64", version, false), NO_GPU))
			.isNotNull();
	}

	@Test
	void otherLibraryIsRefused() {
		assertRefused(wanted(DIGEST, null), new HostPlatform("linux", "x86_64", null, true), "this machine has musl");
	}

	@Test
	void libraryThatIsNotKnownIsLeftToTheProgram() {
		assertThat(this.table.find(wanted(DIGEST, null), new HostPlatform("linux", "x86_64", null, false), NO_GPU))
			.isNotNull();
	}

	@Test
	void platformWithoutAnAssetIsRefused() {
		assertRefused(wanted(DIGEST, null), new HostPlatform("linux", "riscv64", "2.39", false),
				"no program for linux-riscv64", "linux-aarch64, linux-x86_64, macos-aarch64");
	}

	@Test
	void mirrorOfTheReleasesHasTheirFilesAndDigests() {
		ReleaseTable known = new ReleaseTable(this.table.address(), this.table.assets(),
				Map.of("1.7.4", Map.of("shimmy-linux-x86_64", DIGEST)));
		assertThat(known.find(wanted(null, "https://mirror.test/{version}/{asset}"), LINUX, NO_GPU))
			.isEqualTo(new Release(URI.create("https://mirror.test/1.7.4/shimmy-linux-x86_64"), DIGEST));
	}

	@Test
	void mirrorWithFilesOfItsOwnNeedsTheUsersDigest() {
		HostPlatform any = new HostPlatform("linux", "riscv64", null, true);
		String mirror = "http://mirror.test/shimmy-{version}.tar.gz?token=secret";
		Release release = this.table.find(wanted(DIGEST, mirror), any, NO_GPU);
		assertThat(release.address()).hasToString("http://mirror.test/shimmy-1.7.4.tar.gz?token=secret");
		assertThat(release.fileName()).isEqualTo("shimmy-1.7.4.tar.gz");
		assertThat(release.shown()).isEqualTo("http://mirror.test/shimmy-1.7.4.tar.gz");
		assertRefused(wanted(null, mirror), LINUX, "no verified SHA-256");
	}

	private void assertRefused(InstallChoice wanted, HostPlatform platform, String... message) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> this.table.find(wanted, platform, NO_GPU))
			.withMessageContainingAll(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INSTALL_FAILED));
	}

	private static InstallChoice wanted(String sha256, String mirror) {
		return new InstallChoice(BinaryInstall.DOWNLOAD, "1.7.4", sha256, mirror);
	}

}
