package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.binary.ManagedBinaries.ManagedBinary;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.transfer.TestTransfer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** From a choice to a llama-server that runs, with an archive as llama.cpp packs it. */
class LlamaServerInstallTests {

	private static final String VERSION = "b10964";

	/** Runs only if the loader was told of the libraries beside it. */
	private static final String PROGRAM = """
			#!/bin/sh
			case $LD_LIBRARY_PATH in "$(dirname "$0")"*) ;; *) echo 'libllama-server-impl.so: cannot open'; exit 127;; esac
			echo 'version: 0.4.1-dev (build 10964, commit b29c606e2)' >&2
			echo 'built with GNU 11.4.0 for Linux x86_64' >&2
			""";

	private static final HostPlatform LINUX = new HostPlatform("linux", "x86_64", "2.35", false);

	@TempDir
	private Path directory;

	private Path binaries;

	private FakeReleases releases;

	private ManagedBinaries managed;

	private Map<String, String> digests = Map.of();

	@BeforeEach
	void setUp() throws IOException {
		this.binaries = this.directory.resolve("binaries");
		this.releases = new FakeReleases();
		BinaryIdentity identity = new BinaryIdentity(ProcessLauncher.system(), System.getenv());
		this.managed = new ManagedBinaries(this.binaries, identity,
				() -> new BinaryInstaller(this.binaries, identity,
						this.releases.table(Map.of(VERSION, this.digests), LINUX),
						new ReleaseDownload(() -> TestTransfer.sources(Map.of(), Duration.ofSeconds(5)), 10_000_000),
						(wanted, staging, progress) -> {
							throw new AssertionError("nothing is to be built");
						}));
	}

	@AfterEach
	void nothingHalfIsLeft() {
		this.releases.close();
		assertThat(this.binaries.resolve(".installing")).doesNotExist();
	}

	@Test
	void archiveBecomesAManagedServerWithItsLibraries() throws Exception {
		byte[] archive = official(PROGRAM);
		this.digests = Map.of("llama-b10964-bin-ubuntu-x64.tar.gz", FakeReleases.sha256(archive));
		this.releases.publish(archive);
		ManagedBinary installed = this.managed.update(wanted(null), ProgressListener.NONE);
		assertThat(this.releases.asked().getTarget())
			.isEqualTo("/ggml-org/llama.cpp/releases/download/b10964/llama-b10964-bin-ubuntu-x64.tar.gz");
		Path bin = this.binaries.resolve("llama-server-b10964/bin");
		assertThat(installed).isEqualTo(new ManagedBinary("llama-server-b10964", bin.resolve("llama-server"),
				ServerVersion.build(10_964), ManagedBinary.Origin.DOWNLOADED, true, null, true));
		assertThat(bin.toFile().list()).containsExactlyInAnyOrder("llama-server", "libggml-base.so",
				"libggml-base.so.0", "libggml-base.so.0.24.0", "libllama-server-impl.so", "llama-server.sha256",
				"llama-server.recipe", "llama-server.verified");
		assertThat(bin.resolve("libggml-base.so")).hasContent("ggml-base").isSymbolicLink();
		assertThat(Files.readSymbolicLink(bin.resolve("libggml-base.so.0"))).hasToString("libggml-base.so.0.24.0");
		assertThat(Files.getPosixFilePermissions(bin.resolve("llama-server")))
			.isEqualTo(PosixFilePermissions.fromString("rwx------"));
		assertThat(Files.getPosixFilePermissions(bin.resolve("libllama-server-impl.so"), LinkOption.NOFOLLOW_LINKS))
			.isEqualTo(PosixFilePermissions.fromString("rw-------"));
		assertThat(bin.resolve("llama-server.sha256")).content()
			.isEqualTo("%s  libggml-base.so.0.24.0%n%s  libllama-server-impl.so%n%s  llama-server%n".formatted(
					Sha256.of(bin.resolve("libggml-base.so.0.24.0")), Sha256.of(bin.resolve("libllama-server-impl.so")),
					Sha256.of(bin.resolve("llama-server"))));
		assertThat(bin.resolve("llama-server.recipe")).content()
			.startsWith("download http://127.0.0.1:")
			.contains("llama-b10964-bin-ubuntu-x64.tar.gz; sha256=");
	}

	@Test
	void installedServerIsFoundAndToldOfItsLibraries() throws Exception {
		install();
		ShimmyBinary found = new BinaryLocator(Map.of(), this.binaries, this.managed, ProcessLauncher.system(), null)
			.find(BinaryChoices.of(BinarySource.LLAMA_SERVER), (binary) -> java.util.Optional.empty())
			.binary();
		Path bin = this.binaries.resolve("llama-server-b10964/bin");
		assertThat(found).isEqualTo(new ShimmyBinary(List.of(bin.resolve("llama-server").toString()),
				ServerVersion.build(10_964), ServerCapabilities.LLAMA_SERVER, bin.toRealPath()));
	}

	@Test
	void libraryThatWasChangedIsToldAndObtainedAgain() throws Exception {
		install();
		Path library = this.binaries.resolve("llama-server-b10964/bin/libllama-server-impl.so");
		Files.writeString(library, "changed");
		assertThat(this.managed.list()).singleElement().satisfies((binary) -> {
			assertThat(binary.verified()).isFalse();
			assertThat(binary.problem()).contains(library + "' is not what was installed");
		});
		install();
		assertThat(library).hasContent("impl");
		assertThat(this.managed.list()).singleElement().satisfies((binary) -> assertThat(binary.verified()).isTrue());
	}

	@Test
	void libraryThatIsMissingIsToldByName() throws Exception {
		install();
		Files.delete(this.binaries.resolve("llama-server-b10964/bin/libggml-base.so.0.24.0"));
		assertThat(this.managed.list()).singleElement()
			.satisfies((binary) -> assertThat(binary.problem())
				.contains("libggml-base.so.0.24.0' was installed and is missing"));
	}

	@Test
	void installedServerIsNotObtainedAgain() throws Exception {
		install();
		install();
		assertThat(this.releases.requests()).as("one HEAD and one GET at each of two servers").isEqualTo(4);
	}

	@Test
	void buildThatNobodyVerifiedIsRefusedAndTheSettingNamed() {
		assertFails(ShimmyErrorCode.INSTALL_FAILED, null, "Cannot download llama-server b10964",
				"no verified SHA-256 is known for linux-x86_64", "set the SHA-256 of the download");
		assertThat(this.releases.requests()).isZero();
	}

	@Test
	void otherFileIsNeverVisible() {
		this.releases.publish(official(PROGRAM));
		assertFails(ShimmyErrorCode.CHECKSUM_MISMATCH, "0".repeat(64), "llama-b10964-bin-ubuntu-x64.tar.gz");
	}

	@Test
	void otherBuildIsNeverVisible() {
		byte[] archive = official(PROGRAM.replace("build 10964", "build 10963"));
		this.releases.publish(archive);
		assertFails(ShimmyErrorCode.INSTALL_FAILED, FakeReleases.sha256(archive),
				"The obtained program is llama-server b10963, expected is b10964");
	}

	@Test
	void serverThatMissesASystemsLibraryIsNeverVisible() {
		byte[] archive = official("#!/bin/sh\necho '%s' >&2; exit 127\n".formatted(
				"llama-server: error while loading shared libraries: libgomp.so.1: cannot open shared object file: "
						+ "No such file or directory"));
		this.releases.publish(archive);
		assertFails(ShimmyErrorCode.INSTALL_FAILED, FakeReleases.sha256(archive), "does not run here",
				"needs the library libgomp.so.1, which is not installed");
	}

	@Test
	void autoDownloadsAndNeverBuilds() throws Exception {
		byte[] archive = official(PROGRAM);
		this.releases.publish(archive);
		this.managed.update(new InstallChoice(BinaryInstall.AUTO, VERSION, FakeReleases.sha256(archive), null),
				ProgressListener.NONE);
		assertThat(this.managed.list()).hasSize(1);
	}

	private void install() throws InterruptedException {
		byte[] archive = official(PROGRAM);
		this.releases.publish(archive);
		this.managed.update(wanted(FakeReleases.sha256(archive)), ProgressListener.NONE);
	}

	private void assertFails(ShimmyErrorCode code, String sha256, String... message) {
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> this.managed.update(wanted(sha256), ProgressListener.NONE))
			.withMessageContainingAll(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
		assertThat(this.binaries.toFile().list()).as("visible").containsExactly(".install.lock");
	}

	private static byte[] official(String program) {
		return TarArchive.of((tar) -> {
			tar.folder("llama-b10964/");
			tar.file("llama-b10964/LICENSE", text("MIT"));
			tar.file("llama-b10964/llama-cli", text("#!/bin/sh\n"));
			tar.link("llama-b10964/libggml-base.so", "libggml-base.so.0");
			tar.link("llama-b10964/libggml-base.so.0", "libggml-base.so.0.24.0");
			tar.file("llama-b10964/libggml-base.so.0.24.0", text("ggml-base"));
			tar.file("llama-b10964/llama-server", text(program));
			tar.file("llama-b10964/libllama-server-impl.so", text("impl"));
		});
	}

	private static byte[] text(String content) {
		return content.getBytes(StandardCharsets.UTF_8);
	}

	private static InstallChoice wanted(String sha256) {
		return new InstallChoice(BinaryInstall.DOWNLOAD, VERSION, sha256, null);
	}

}
