package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application in a JVM of its own, and what it printed. */
final class OwnJvm implements AutoCloseable {

	static final Duration LIMIT = Duration.ofSeconds(50);

	private final Process process;

	private final Path log;

	private OwnJvm(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Starts an application on a fake.
	 * @param directory where its files and its log go
	 * @param more jars that the tests' own class path lacks
	 * @param main class with a main method that takes Spring's arguments
	 */
	static OwnJvm start(Path directory, FakeShimmyContext fake, List<Path> more, Class<?> main, String... properties) {
		Path log = directory.resolve("application.log");
		List<String> classPath = new ArrayList<>(List.of(System.getProperty("java.class.path")));
		more.forEach((jar) -> classPath.add(jar.toString()));
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-XX:SoftRefLRUPolicyMSPerMB=0", "-cp",
						String.join(File.pathSeparator, classPath), main.getName()));
		for (String property : fake.properties()) {
			command.add("--" + property);
		}
		for (String property : properties) {
			command.add("--" + property);
		}
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		builder.environment().put("SHIMMY4J_HOME", directory.resolve("home").toString());
		try {
			return new OwnJvm(builder.start(), log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Lines that begin with a word, so far, without it. */
	List<String> lines(String word) {
		return printed().lines()
			.filter((line) -> line.startsWith(word + " "))
			.map((line) -> line.substring(word.length() + 1))
			.toList();
	}

	/** The line of that number, counted from 1, that begins with a word. */
	String awaitLine(String word, int number) {
		await("line %d of %s".formatted(number, word)).atMost(LIMIT)
			.failFast(() -> assertThat(this.process.isAlive()).as(printed()).isTrue())
			.untilAsserted(() -> assertThat(lines(word)).as(printed()).hasSizeGreaterThanOrEqualTo(number));
		return lines(word).get(number - 1);
	}

	/** Ends it as a service manager would. */
	void terminate() {
		this.process.destroy();
	}

	int awaitExit() {
		try {
			assertThat(this.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(printed()).isTrue();
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String printed() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
