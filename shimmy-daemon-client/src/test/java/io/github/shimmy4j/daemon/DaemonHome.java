package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.storage.TemporaryDirectory;
import io.github.shimmy4j.support.ProcessTable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * The home of a user of a test, with the stand-ins for its daemon. Registered as an
 * extension, each test has one of its own, which nothing has created yet.
 */
final class DaemonHome implements AfterEachCallback, AutoCloseable {

	/** Longer than any start here, on a machine that is busy. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Path directory;

	/** Has the home of an extension, and what is beside it. */
	private final @Nullable TemporaryDirectory own;

	/** An extension, with a directory of its own. */
	DaemonHome() {
		this.own = newDirectory();
		this.directory = this.own.path().resolve("home");
	}

	/** The home in a directory of the test. */
	DaemonHome(Path directory) {
		this.own = null;
		this.directory = directory;
	}

	private static TemporaryDirectory newDirectory() {
		try {
			return new TemporaryDirectory(Files.createTempDirectory("daemon-home"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A file of the extension that is not in the home. */
	Path beside(String name) {
		return this.directory.resolveSibling(name);
	}

	Map<String, String> environment() {
		Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
		environment.put(ShimmyHome.VARIABLE, this.directory.toString());
		return environment;
	}

	ShimmyHome home() {
		return ShimmyHome.of(environment());
	}

	Path file(String name) {
		return this.directory.resolve(name);
	}

	/** A configuration that starts a stand-in with these options. */
	DaemonConfig config(String... options) {
		return DaemonConfig.ofDefaults()
			.withEnvironment(environment())
			.withTimeout(PATIENCE)
			.withCommand(StandInDaemon.command(options));
	}

	/** Starts a stand-in as a person does, and returns once it holds the lock. */
	Process startByHand(String... options) throws IOException {
		int before = starts().size();
		ProcessBuilder builder = new ProcessBuilder(StandInDaemon.command(options))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put(ShimmyHome.VARIABLE, this.directory.toString());
		Process process = builder.start();
		await().atMost(PATIENCE).until(() -> starts().size() > before);
		return process;
	}

	/** The process ids of all stand-ins that have taken the lock, in their order. */
	List<Long> starts() throws IOException {
		try {
			return Files.readAllLines(file(StandInDaemon.STARTS)).stream().map(Long::valueOf).toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
	}

	/** The process ids of the processes in this home. */
	List<Long> running() {
		return ProcessTable.marked(ShimmyHome.VARIABLE + "=" + this.directory + "\0");
	}

	/** The output of the daemon that a program has started. */
	String output() throws IOException {
		return Files.readString(new DaemonLogs(home()).output());
	}

	DaemonRecord record() throws IOException {
		return new DaemonFile(home()).read().orElseThrow();
	}

	void write(DaemonRecord record) throws IOException {
		Files.createDirectories(home().state());
		new DaemonFile(home()).write(record);
	}

	void kill(DaemonRecord daemon) {
		ProcessHandle.of(daemon.pid()).ifPresent(ProcessHandle::destroyForcibly);
		await().atMost(PATIENCE).until(() -> ProcessTable.isGone(daemon.pid()));
	}

	/** The same daemon with another start of its process. */
	static DaemonRecord startedAt(DaemonRecord daemon, Instant start) {
		return new DaemonRecord(daemon.schema(), daemon.pid(), start, daemon.address(), daemon.version(),
				daemon.nonce());
	}

	/** The failure with this code. */
	static ShimmyException failure(ShimmyErrorCode code, ThrowingCallable call) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, call);
		assertThat(failure).as("failure %s", code).isNotNull();
		assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
		return failure;
	}

	@Override
	public void afterEach(ExtensionContext context) {
		close();
	}

	@Override
	public void close() {
		running().forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
		await().atMost(PATIENCE).until(() -> running().isEmpty());
		try {
			Files.deleteIfExists(file(StandInDaemon.STARTS));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (this.own != null) {
			this.own.close();
		}
	}

}
