package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.transfer.TestTransfer;
import mockwebserver3.MockResponse;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** From a choice to a program that runs, over HTTP and with a cargo of the test's own. */
class BinaryInstallerTests {

	private static final HostPlatform LINUX = new HostPlatform("linux", "x86_64", "2.39", false);

	private static final ProgramSource NO_CARGO = (wanted, staging, progress) -> {
		throw new AssertionError("nothing is to be built");
	};

	@TempDir
	private Path directory;

	private Path binaries;

	private FakeReleases releases;

	@BeforeEach
	void setUp() throws IOException {
		this.binaries = this.directory.resolve("binaries");
		this.releases = new FakeReleases();
	}

	@AfterEach
	void nothingHalfIsLeft() {
		this.releases.close();
		assertThat(Files.exists(this.binaries.resolve(".installing"))).as("files left").isFalse();
	}

	@Test
	void downloadBecomesAManagedBinary() throws Exception {
		byte[] program = FakeReleases.program();
		this.releases.publish(program);
		ShimmyBinary binary = download(FakeReleases.sha256(program));
		Path bin = this.binaries.resolve("shimmy-1.7.4/bin");
		assertThat(binary.path()).isEqualTo(bin.resolve("shimmy")).hasBinaryContent(program);
		assertThat(binary.version()).hasToString("1.7.4");
		assertThat(Files.getPosixFilePermissions(binary.path()))
			.isEqualTo(PosixFilePermissions.fromString("rwx------"));
		assertThat(bin.resolve("shimmy.sha256")).hasContent(Sha256.of(binary.path()));
		assertThat(bin.resolve("shimmy.recipe")).content()
			.isEqualTo("download %s; sha256=%s\n".formatted(this.releases.address(FakeReleases.PATH),
					FakeReleases.sha256(program)));
		assertThat(bin.toFile().list()).hasSize(3);
		assertThat(this.binaries.toFile().list()).containsExactlyInAnyOrder("shimmy-1.7.4", ".install.lock");
	}

	@Test
	void downloadWithoutADigestFetchesNothing() {
		assertFails(ShimmyErrorCode.INSTALL_FAILED, wanted(BinaryInstall.DOWNLOAD, null),
				"set the SHA-256 of the download");
		assertThat(this.releases.requests()).isZero();
	}

	@Test
	void downloadForAnotherMachineFetchesNothing() {
		BinaryInstaller installer = installer(Map.of(), new HostPlatform("linux", "x86_64", "2.36", false), NO_CARGO);
		assertFails(ShimmyErrorCode.INSTALL_FAILED, installer, wanted(BinaryInstall.DOWNLOAD, "0".repeat(64)),
				"needs GNU's C library 2.39, and this machine has 2.36");
		assertThat(this.releases.requests()).isZero();
	}

	@Test
	void downloadOfAnotherFileIsNeverVisible() {
		this.releases.publish(FakeReleases.script("echo shimmy 1.7.4; echo evil"));
		assertFails(ShimmyErrorCode.CHECKSUM_MISMATCH,
				wanted(BinaryInstall.DOWNLOAD, FakeReleases.sha256(FakeReleases.program())), "arrived with 39 bytes",
				"expected 39 bytes");
	}

	@Test
	void downloadThatIsNotThereIsTold() {
		this.releases.answer(new MockResponse.Builder().code(404).build());
		assertFails(ShimmyErrorCode.INSTALL_FAILED, wanted(BinaryInstall.DOWNLOAD, "0".repeat(64)),
				"Cannot obtain shimmy 1.7.4", "HTTP 404");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			echo "version 'GLIBC_2.39' not found" >&2; exit 1 | ended with status 1
			kill -ILL $$                                      | ended with status 132
			echo other 1.7.4                                  | did not print a version of shimmy
			echo shimmy 1.7.3                                 | is shimmy 1.7.3, expected is 1.7.4
			""")
	void programThatDoesNotProveItselfIsNeverVisible(String body, String message) {
		byte[] program = FakeReleases.script(body);
		this.releases.publish(program);
		ShimmyException failure = assertFails(ShimmyErrorCode.INSTALL_FAILED,
				wanted(BinaryInstall.DOWNLOAD, FakeReleases.sha256(program)), message);
		assertThat(body.contains("GLIBC") ? failure.outputTail() : List.of("version 'GLIBC_2.39' not found"))
			.containsExactly("version 'GLIBC_2.39' not found");
	}

	@Test
	void fileOfNoProgramFormatIsNeverVisible() {
		byte[] text = "not a program".getBytes(java.nio.charset.StandardCharsets.UTF_8);
		this.releases.publish(text);
		assertFails(ShimmyErrorCode.INSTALL_FAILED, wanted(BinaryInstall.DOWNLOAD, FakeReleases.sha256(text)),
				"does not run here", "not a program of any known format");
	}

	@Test
	void archiveOfAMirrorIsUnpacked() throws Exception {
		Path archive = this.directory.resolve("shimmy.tar.gz");
		try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
				new GZIPOutputStream(Files.newOutputStream(archive)))) {
			TarArchiveEntry entry = new TarArchiveEntry("shimmy-1.7.4/bin/shimmy");
			entry.setSize(FakeReleases.program().length);
			tar.putArchiveEntry(entry);
			tar.write(FakeReleases.program());
			tar.closeArchiveEntry();
		}
		this.releases.answer(FakeReleases.inStorage(Files.readAllBytes(archive)).build());
		InstallChoice wanted = new InstallChoice(BinaryInstall.DOWNLOAD, "1.7.4", Sha256.of(archive),
				this.releases.address("/mirror/shimmy-{version}.tar.gz?token=secret"));
		ShimmyBinary binary = installer(Map.of(), LINUX, NO_CARGO).install(wanted, ProgressListener.NONE);
		assertThat(binary.path()).hasBinaryContent(FakeReleases.program());
		assertThat(this.releases.asked().getTarget()).isEqualTo("/mirror/shimmy-1.7.4.tar.gz?token=secret");
		assertThat(this.binaries.resolve("shimmy-1.7.4/bin/shimmy.recipe")).content().doesNotContain("secret");
		assertThat(this.binaries.resolve("shimmy-1.7.4/bin/shimmy.sha256")).hasContent(Sha256.of(binary.path()));
	}

	@Test
	void binaryThatIsThereIsNotObtainedAgain() throws Exception {
		byte[] program = FakeReleases.program();
		this.releases.publish(program);
		ShimmyBinary first = download(FakeReleases.sha256(program));
		assertThat(download(FakeReleases.sha256(program))).isEqualTo(first);
		assertThat(this.releases.requests()).isEqualTo(4);
	}

	@Test
	void binaryThatWasChangedIsObtainedAgain() throws Exception {
		byte[] program = FakeReleases.program();
		this.releases.publish(program).publish(program);
		ShimmyBinary first = download(FakeReleases.sha256(program));
		Files.write(first.path(), FakeReleases.script("echo shimmy 1.7.4; echo changed"));
		assertThat(download(FakeReleases.sha256(program)).path()).hasBinaryContent(program);
		assertThat(this.releases.requests()).isEqualTo(8);
	}

	@Test
	void autoDownloadsWhereADigestIsKnown() throws Exception {
		byte[] program = FakeReleases.program();
		this.releases.publish(program);
		Map<String, Map<String, String>> digests = Map.of("1.7.4",
				Map.of("shimmy-linux-x86_64", FakeReleases.sha256(program)));
		installer(digests, LINUX, NO_CARGO).install(wanted(BinaryInstall.AUTO, null), ProgressListener.NONE);
		assertThat(this.binaries.resolve("shimmy-1.7.4/bin/shimmy")).hasBinaryContent(program);
	}

	@Test
	void autoBuildsWhereNoDigestIsKnown() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), FakeCargo.INSTALLING);
		ShimmyBinary binary = installer(Map.of(), LINUX, cargo.build()).install(wanted(BinaryInstall.AUTO, null),
				ProgressListener.NONE);
		assertThat(binary.version()).hasToString("1.7.4");
		assertThat(cargo.calls()).hasSize(1);
		assertThat(this.releases.requests()).isZero();
	}

	@Test
	void autoBuildsWhereTheDownloadCannotBeHad() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), FakeCargo.INSTALLING);
		this.releases.answer(new MockResponse.Builder().code(503).build());
		installer(Map.of(), LINUX, cargo.build()).install(wanted(BinaryInstall.AUTO, "0".repeat(64)),
				ProgressListener.NONE);
		assertThat(cargo.calls()).hasSize(1);
	}

	@Test
	void autoBuildsNothingAfterADownloadOfAnotherFile() {
		this.releases.publish(FakeReleases.program());
		assertFails(ShimmyErrorCode.CHECKSUM_MISMATCH, wanted(BinaryInstall.AUTO, "0".repeat(64)),
				"expected 28 bytes and SHA-256 000");
	}

	@Test
	void autoThatFailsBothWaysTellsBoth() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), "echo 'error: no network' >&2; exit 101");
		this.releases.answer(new MockResponse.Builder().code(503).build());
		ShimmyException failure = assertFails(ShimmyErrorCode.INSTALL_FAILED, installer(Map.of(), LINUX, cargo.build()),
				wanted(BinaryInstall.AUTO, "0".repeat(64)), "HTTP 503", "ended with status 101");
		assertThat(failure.exitStatus()).isEqualTo(101);
		assertThat(failure.outputTail()).containsExactly("error: no network");
	}

	@Test
	void buildThatWasNotTheOneWantedIsNeverVisible() throws Exception {
		FakeCargo cargo = FakeCargo.doing(this.directory.resolve("tools"), "version=1.7.3\n" + FakeCargo.INSTALLING);
		assertFails(ShimmyErrorCode.INSTALL_FAILED, cargo.installer(this.binaries), wanted(BinaryInstall.CARGO, null),
				"is shimmy 1.7.3, expected is 1.7.4");
	}

	@Test
	void directoryThatCannotBeWrittenIsTold() throws Exception {
		Files.writeString(this.binaries, "a file");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> installer(Map.of(), LINUX, NO_CARGO).install(wanted(BinaryInstall.CARGO, null),
					ProgressListener.NONE))
			.withMessageContaining(this.binaries.toString())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
	}

	private ShimmyBinary download(String sha256) throws InterruptedException {
		return installer(Map.of(), LINUX, NO_CARGO).install(wanted(BinaryInstall.DOWNLOAD, sha256),
				ProgressListener.NONE);
	}

	private ShimmyException assertFails(ShimmyErrorCode code, InstallChoice wanted, String... message) {
		return assertFails(code, installer(Map.of(), LINUX, NO_CARGO), wanted, message);
	}

	private ShimmyException assertFails(ShimmyErrorCode code, BinaryInstaller installer, InstallChoice wanted,
			String... message) {
		ShimmyException[] failure = new ShimmyException[1];
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> installer.install(wanted, ProgressListener.NONE))
			.withMessageContainingAll(message)
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(code);
				failure[0] = ex;
			});
		assertThat(this.binaries.toFile().list()).as("visible").containsExactly(".install.lock");
		return failure[0];
	}

	private BinaryInstaller installer(Map<String, Map<String, String>> digests, HostPlatform platform,
			ProgramSource cargo) {
		return new BinaryInstaller(this.binaries, FakeCargo.identity(), this.releases.table(digests, platform),
				new ReleaseDownload(() -> TestTransfer.sources(Map.of(), Duration.ofSeconds(5)), 10_000_000), cargo);
	}

	private static InstallChoice wanted(BinaryInstall how, String sha256) {
		return new InstallChoice(how, "1.7.4", sha256, null);
	}

}
