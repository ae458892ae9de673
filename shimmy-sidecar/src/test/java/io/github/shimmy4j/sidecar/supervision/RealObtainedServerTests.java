package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.binary.BinaryInstall;
import io.github.shimmy4j.binary.BinarySource;
import io.github.shimmy4j.binary.InstallChoice;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.storage.Sha256;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The real llama-server in an archive as llama.cpp packs it, behind a redirect as
 * GitHub's: downloaded, verified, unpacked and started by a sidecar that has none.
 */
@Tag("real-shimmy")
class RealObtainedServerTests {

	private static final String STORAGE = "/github-production-release-asset/1";

	@TempDir
	private Path directory;

	private SidecarBench bench;

	private Path archive;

	private HttpServer github;

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
		this.archive = this.directory.resolve("llama.tar.gz");
		this.github = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.github.createContext("/", this::answer);
		this.github.start();
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
		this.github.stop(0);
	}

	@Test
	void serverThatIsNotHereIsObtainedAndAnswers() throws Exception {
		ServerVersion version = version(RealParts.llamaServer());
		pack(RealParts.llamaServer().toRealPath().getParent(), version);
		BinaryChoice choice = new BinaryChoice(null, BinarySource.LLAMA_SERVER,
				new InstallChoice(BinaryInstall.DOWNLOAD, version.toString(), Sha256.of(this.archive),
						"http://127.0.0.1:%d/{version}/llama-{version}-bin.tar.gz"
							.formatted(this.github.getAddress().getPort())));
		ShimmySidecar sidecar = this.bench
			.create(RealShimmy.options(RealParts.llamaServer()).binary(choice).contextSize(1024));
		SidecarSnapshot ready = sidecar.ensureReady(SidecarBench.LIMIT);
		assertThat(ready.server()).isEqualTo("llama-server (llama.cpp)");
		assertThat(ready.version()).isEqualTo(version);
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isEqualTo(200);
		Path bin = this.bench.home.binaries().resolve("llama-server-" + version).resolve("bin");
		assertThat(bin.resolve("llama-server")).isExecutable();
		assertThat(bin.resolve("libllama.so.0")).exists();
		assertThat(bin.resolve("llama-server.sha256")).content().contains("  llama-server\n", "  libllama");
	}

	private static ServerVersion version(Path program) throws IOException {
		Process process = new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
		return ServerVersion.fromOutput(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
			.orElseThrow();
	}

	/** The short names of the libraries are links, as in llama.cpp's own archives. */
	private void pack(Path folder, ServerVersion version) throws IOException {
		List<Path> files;
		try (var listed = Files.list(folder)) {
			files = listed.filter(Files::isRegularFile).sorted().toList();
		}
		try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
				new GZIPOutputStream(Files.newOutputStream(this.archive)))) {
			for (Path file : files) {
				String name = file.getFileName().toString();
				Path longest = files.stream()
					.filter((other) -> other.getFileName().toString().startsWith(name + "."))
					.reduce((one, other) -> other)
					.orElse(file);
				add(tar, "llama-" + version + "/", name, longest, longest.equals(file) || !name.contains(".so"));
			}
		}
	}

	private static void add(TarArchiveOutputStream tar, String prefix, String name, Path content, boolean plain)
			throws IOException {
		TarArchiveEntry entry = new TarArchiveEntry(prefix + name,
				plain ? TarConstants.LF_NORMAL : TarConstants.LF_SYMLINK);
		if (plain) {
			entry.setSize(Files.size(content));
		}
		else {
			entry.setLinkName(content.getFileName().toString());
		}
		tar.putArchiveEntry(entry);
		if (plain) {
			Files.copy(content, tar);
		}
		tar.closeArchiveEntry();
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			if (!exchange.getRequestURI().getPath().equals(STORAGE)) {
				exchange.getResponseHeaders().add("Location", STORAGE + "?sp=r&sig=secret");
				exchange.sendResponseHeaders(302, -1);
			}
			else if (exchange.getRequestMethod().equals("HEAD")) {
				exchange.getResponseHeaders().add("Content-Length", String.valueOf(Files.size(this.archive)));
				exchange.sendResponseHeaders(200, -1);
			}
			else {
				exchange.sendResponseHeaders(200, Files.size(this.archive));
				try (OutputStream body = exchange.getResponseBody()) {
					Files.copy(this.archive, body);
				}
			}
		}
	}

}
