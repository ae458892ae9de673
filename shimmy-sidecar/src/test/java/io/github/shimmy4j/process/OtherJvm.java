package io.github.shimmy4j.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A JVM to kill. It says on its standard output what it is about to do. All that it
 * starts has a mark in its {@code PATH}, and so can be found however early it is killed.
 */
public final class OtherJvm implements AutoCloseable {

	/** How soon all has to be gone. */
	private static final Duration SOON = Duration.ofSeconds(2);

	private final String mark = "/shimmy4j-test-" + UUID.randomUUID();

	private final Process process;

	private final BufferedReader output;

	private OtherJvm(List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
		builder.environment().compute("PATH", (name, path) -> path + ":" + this.mark);
		this.process = builder.start();
		this.output = this.process.inputReader();
	}

	/**
	 * Starts a JVM on this class path.
	 * @param main its main class
	 * @param directory its only argument
	 * @return the running JVM
	 */
	public static OtherJvm start(Class<?> main, Path directory) throws IOException {
		return start(main, directory, List.of());
	}

	/** The same with options of the JVM. */
	public static OtherJvm start(Class<?> main, Path directory, List<String> options) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp",
				System.getProperty("java.class.path"), main.getName(), directory.toString()));
		return new OtherJvm(command);
	}

	/** Returns when it has said this so many times. */
	public void awaitWord(String word, int times) throws IOException {
		int heard = 0;
		while (heard < times) {
			String line = this.output.readLine();
			assertThat(line).as("output of the other JVM").isNotNull();
			if (line.equals(word)) {
				heard++;
			}
		}
	}

	/** Kills it after a while, and looks whether anything that it started is left. */
	public void killAfter(Duration delay) {
		CompletableFuture
			.runAsync(this.process::destroyForcibly,
					CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS))
			.thenCompose((killed) -> this.process.onExit())
			.join();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.atMost(SOON)
			.untilAsserted(() -> assertThat(family()).as("processes left").isEmpty());
	}

	/** What it has started, and it. */
	List<Long> family() {
		return ProcessTable.marked(this.mark);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		family().forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
	}

}
