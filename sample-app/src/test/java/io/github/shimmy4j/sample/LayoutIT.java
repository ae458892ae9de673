package io.github.shimmy4j.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged sample finds and runs the embedded engine in every layout of its jar. */
@Execution(ExecutionMode.CONCURRENT)
class LayoutIT {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final Path JAR = Path.of(System.getProperty("sample.jar"));

	/** Compiles quickly rather than well: each application answers once. */
	private static final List<String> JAVA = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	@TempDir
	private Path directory;

	private Process application;

	@AfterEach
	void stop() throws InterruptedException {
		this.application.destroy();
		assertThat(this.application.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void repackagedJarRunsTheEngineOutOfANestedJar() throws Exception {
		assertAnswers("-jar", JAR.toString());
	}

	@Test
	void extractedJarRunsTheEngineOfItsLibraries() throws Exception {
		extract();
		assertAnswers("-jar", this.directory.resolve("app").resolve(JAR.getFileName()).toString());
	}

	@Test
	void layersOfAContainerImageRunTheEngine() throws Exception {
		extract("--layers", "--launcher");
		Path merged = this.directory.resolve("merged");
		try (Stream<Path> layers = Files.list(this.directory.resolve("app"))) {
			layers.forEach((layer) -> copy(layer, merged));
		}
		assertAnswers("-cp", merged.toString(), "org.springframework.boot.loader.launch.JarLauncher");
	}

	private void extract(String... options) throws Exception {
		List<String> command = new ArrayList<>(JAVA);
		command.addAll(List.of("-Djarmode=tools", "-jar", JAR.toString(), "extract", "--destination"));
		command.add(this.directory.resolve("app").toString());
		command.addAll(List.of(options));
		Process extraction = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("extract.log").toFile())
			.start();
		assertThat(extraction.waitFor()).as(Files.readString(this.directory.resolve("extract.log"))).isZero();
	}

	private static void copy(Path layer, Path target) {
		try (Stream<Path> files = Files.walk(layer)) {
			for (Path file : files.toList()) {
				Path copy = target.resolve(layer.relativize(file).toString());
				if (Files.isDirectory(file)) {
					Files.createDirectories(copy);
				}
				else {
					Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void assertAnswers(String... launch) throws Exception {
		List<String> command = new ArrayList<>(JAVA);
		command.addAll(List.of(launch));
		command.addAll(List.of("--server.port=0", "--shimmy.binary.source=embedded", "--shimmy.preferred-port=0",
				"--shimmy.models-dir=" + SharedModels.directory()));
		File log = this.directory.resolve("application.log").toFile();
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log);
		// A developer's own settings are not those of the test.
		builder.environment().keySet().removeIf((name) -> name.startsWith("SHIMMY_"));
		// Three engines compute side by side, each with a thread of its own.
		builder.environment().put("OMP_THREAD_LIMIT", "1");
		builder.environment().put("SHIMMY4J_HOME", this.directory.resolve("home").toString());
		this.application = builder.start();
		SampleClient client = new SampleClient(port(log.toPath()));
		assertThat(client.ask("/chat", "What is the capital of France?").body()).contains("Paris");
	}

	private int port(Path log) {
		Awaitility.await()
			.atMost(LIMIT)
			.failFast("the application ended", () -> assertThat(this.application.isAlive()).as(read(log)).isTrue())
			.until(() -> PORT.matcher(read(log)).find());
		Matcher started = PORT.matcher(read(log));
		assertThat(started.find()).isTrue();
		return Integer.parseInt(started.group(1));
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
