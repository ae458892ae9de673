package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The layout that the build makes, as processes. */
@DisabledOnOs(OS.WINDOWS)
class DaemonLayoutIT {

	private static final Path LAYOUT = Path.of(System.getProperty("daemon.layout"));

	private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+)");

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private Process daemon;

	@AfterEach
	void kill() {
		this.daemon.destroyForcibly();
	}

	@Test
	void endsWithItsServerOnSigterm() throws Exception {
		Path layout = this.directory.resolve("another place");
		copy(LAYOUT.resolve("bin"), layout.resolve("bin"));
		copy(LAYOUT.resolve("lib"), layout.resolve("lib"));
		Path server = FakeShimmyBinary.version("1.7.4")
			.install(Files.createDirectory(this.directory.resolve("server")));
		start(layout, "--shimmy.shimmy-path=" + server, "--shimmy.preferred-port=0",
				"--shimmy.model=" + TestModel.write(this.directory.resolve("a model").resolve("Tiny-Llama.gguf")));
		Eventually.holds(LIMIT, () -> get("/health").contains("\"status\":\"ok\""), () -> get("/health") + log());
		assertThat(this.daemon.info().command()).hasValueSatisfying((command) -> assertThat(command).endsWith("/java"));
		List<ProcessHandle> children = this.daemon.descendants().toList();
		assertThat(children).isNotEmpty();
		this.daemon.destroy();
		assertThat(this.daemon.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		Eventually.holds(LIMIT, () -> children.stream().noneMatch(ProcessHandle::isAlive), children::toString);
	}

	@Test
	void damagedArchiveIsIgnoredInSilence() throws Exception {
		Path archive = archive();
		Path whole = archive.resolveSibling("whole");
		Files.move(archive, whole);
		try {
			byte[] bytes = Files.readAllBytes(whole);
			// The JVM's own header stays; the classes in it do not.
			for (int each = bytes.length / 4; each < bytes.length; each += 100) {
				bytes[each] ^= 0x55;
			}
			Files.write(archive, bytes);
			start(LAYOUT, "--shimmy.mode=external", "--shimmy.base-url=http://127.0.0.1:9/v1");
			assertThat(get("/health")).contains("\"status\"");
			assertThat(List.of(this.daemon.info().arguments().orElseThrow()))
				.anyMatch((word) -> word.endsWith(archive.getFileName().toString()));
			assertThat(log()).doesNotContainIgnoringCase("shared").doesNotContainIgnoringCase("[warning]");
		}
		finally {
			Files.move(whole, archive, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	/** Made by the build, for the Java that runs it and this test. */
	private static Path archive() throws IOException {
		try (Stream<Path> files = Files.list(LAYOUT.resolve("archives"))) {
			String ending = (Runtime.version().feature() < 25) ? ".jsa" : ".aot";
			return files.filter((file) -> file.toString().endsWith(ending)).findFirst().orElseThrow();
		}
	}

	private void start(Path layout, String... settings) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(layout.resolve("bin/shimmy-daemon").toString(), "--shimmy.gateway.bind-address=127.0.0.1:0"));
		command.addAll(List.of(settings));
		ProcessBuilder builder = new ProcessBuilder(command)
			.directory(Files.createDirectory(this.directory.resolve("work here")).toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile());
		// A developer's own settings are not those of the test.
		builder.environment().keySet().removeIf((name) -> name.startsWith("SHIMMY"));
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		builder.environment().put("SHIMMY4J_HOME", this.directory.resolve("an empty home").toString());
		this.daemon = builder.start();
		Eventually.holds(LIMIT, () -> PORT.matcher(log()).find() || !this.daemon.isAlive(), this::log);
	}

	private String get(String path) {
		Matcher port = PORT.matcher(log());
		assertThat(port.find()).as(log()).isTrue();
		try {
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + path))
					.timeout(LIMIT)
					.build(), BodyHandlers.ofString());
			return response.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String log() {
		try {
			return Files.readString(this.directory.resolve("log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.walk(from)) {
			for (Path file : files.toList()) {
				Path copy = to.resolve(from.relativize(file).toString());
				if (Files.isDirectory(file)) {
					Files.createDirectories(copy);
				}
				else {
					Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
				}
			}
		}
	}

}
