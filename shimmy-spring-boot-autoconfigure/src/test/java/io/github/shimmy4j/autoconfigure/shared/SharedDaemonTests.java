package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.autoconfigure.DaemonEvent.Change;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/** Tests for {@link SharedDaemon}. */
class SharedDaemonTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Whether the JVM has no memory for what is needed next. */
	private final AtomicBoolean exhausted = new AtomicBoolean(true);

	private final List<Change> changes = new CopyOnWriteArrayList<>();

	@TempDir
	private Path directory;

	private DaemonHome home;

	@BeforeEach
	void useTheDirectory() {
		this.home = new DaemonHome(this.directory);
	}

	@AfterEach
	void endDaemon() throws IOException {
		this.home.killDaemon();
	}

	private SharedDaemon share(DaemonConfig config, ThreadFactory threads) {
		return new SharedDaemon(config, new StartDecision(StartDecision.Outcome.SHARE, "a test"),
				Executors.newCachedThreadPool(threads), (event) -> this.changes.add(event.change()));
	}

	private void failIfExhausted() {
		if (this.exhausted.get()) {
			throw new OutOfMemoryError("unable to create native thread");
		}
	}

	/** Before, every later call waited for the search that had no thread. */
	@Test
	void searchWithoutAThreadFailsAndTheNextOneFindsTheDaemon() {
		try (SharedDaemon daemon = share(this.home.config(), (task) -> {
			failIfExhausted();
			return new Thread(task);
		})) {
			assertThat(daemon.running()).failsWithin(PATIENCE)
				.withThrowableOfType(ExecutionException.class)
				.withMessageContaining("unable to create native thread");
			this.exhausted.set(false);
			assertThat(daemon.running()).succeedsWithin(PATIENCE);
		}
	}

	/** Before, the call whose connection broke was told of the lack of a thread. */
	@Test
	void examinationWithoutAThreadIsLeftOut() {
		DaemonRecord record = DaemonClient.ensureDaemonRunning(this.home.config());
		try (SharedDaemon daemon = share(this.home.config(), (task) -> {
			failIfExhausted();
			return new Thread(task);
		})) {
			assertThatNoException().isThrownBy(() -> daemon.suspect(new FoundDaemon(record)));
		}
	}

	/** Before, every later call waited for the search that had ended with an error. */
	@Test
	void searchThatEndsWithAnErrorFailsAndTheNextOneFindsTheDaemon() {
		ClassLoader classPath = new ClassLoader(null) {

			@Override
			public URL getResource(String name) {
				failIfExhausted();
				return super.getResource(name);
			}

		};
		try (SharedDaemon daemon = share(this.home.config().withCommand(List.of()), (task) -> {
			Thread thread = new Thread(task);
			thread.setContextClassLoader(classPath);
			return thread;
		})) {
			assertThat(daemon.running()).failsWithin(PATIENCE)
				.withThrowableOfType(ExecutionException.class)
				.withMessageContaining("unable to create native thread");
			this.exhausted.set(false);
			DaemonClient.ensureDaemonRunning(this.home.config());
			assertThat(daemon.running()).succeedsWithin(PATIENCE);
		}
	}

	/** Before, it was lost, and found again when it answered. */
	@Test
	void slowDaemonHasNotEnded() throws Exception {
		DaemonClient.ensureDaemonRunning(this.home.config());
		try (SharedDaemon daemon = share(this.home.config().withTimeout(Duration.ofSeconds(1)), Thread::new)) {
			FoundDaemon found = daemon.running().get();
			this.home.signal("STOP");
			daemon.examine(found);
			this.home.signal("CONT");
			assertThat(found.hasEnded()).isFalse();
			assertThat(this.changes).containsExactly(Change.FOUND);
		}
	}

	@Test
	void daemonWhoseFileNamesAnotherHasEnded() throws Exception {
		try (SharedDaemon daemon = share(this.home.config(), Thread::new)) {
			FoundDaemon found = daemon.running().get();
			this.home.file().write(at(found.record(), "127.0.0.1:" + FreePorts.range(1)));
			try {
				daemon.examine(found);
			}
			finally {
				this.home.file().write(found.record());
			}
			assertThat(found.hasEnded()).isTrue();
		}
	}

	@Test
	void daemonWhoseAddressRefusesConnectionsHasEnded() throws Exception {
		try (SharedDaemon daemon = share(this.home.config(), Thread::new)) {
			DaemonRecord real = daemon.running().get().record();
			FoundDaemon closed = new FoundDaemon(at(real, "127.0.0.1:" + FreePorts.range(1)));
			this.home.file().write(closed.record());
			try {
				daemon.examine(closed);
			}
			finally {
				this.home.file().write(real);
			}
			assertThat(closed.hasEnded()).isTrue();
		}
	}

	/** Before, the daemon was asked for the reference, and refused it. */
	@ParameterizedTest
	@CsvSource({ "hf:owner/repository/vectors.Q8_0.gguf, vectors.Q8_0", "models/vectors.gguf, vectors",
			"vectors.GGUF, vectors", "/models/vectors, vectors", "pypi:p==1!/dir/vectors.gguf, vectors",
			"vectors, vectors", "nomic-embed-text:latest, nomic-embed-text:latest",
			"intfloat/e5-small, intfloat/e5-small" })
	void modelOfEmbeddingsHasTheDaemonsName(String model, String name) {
		assertThat(SharedDaemon.embeddingName(model)).isEqualTo(name);
	}

	private static DaemonRecord at(DaemonRecord daemon, String address) {
		return new DaemonRecord(daemon.schema(), daemon.pid(), daemon.started(), address, daemon.version(),
				daemon.nonce());
	}

}
