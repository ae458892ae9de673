package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import io.github.shimmy4j.autoconfigure.DaemonEvent.Change;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What happens to the daemon while an application waits for its model at the start. */
class SharedLifecycleTests {

	private static final StartDecision SHARED = new StartDecision(StartDecision.Outcome.SHARE, "a test");

	private static final String STARTING = "{\"status\":\"starting\",\"phase\":\"STARTING\",\"model\":\"big\"}";

	private final List<Change> changes = new CopyOnWriteArrayList<>();

	@TempDir
	private Path directory;

	@AfterEach
	void endDaemon() throws IOException {
		home().killDaemon();
	}

	private DaemonHome home() {
		return new DaemonHome(this.directory);
	}

	/** Starts an application; something happens whenever it waits. */
	private void start(boolean autoSpawn, Happening happening) {
		Pause pause = (duration) -> {
			try {
				happening.happen();
				Pause.SLEEP.await(duration);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
		try (SharedDaemon daemon = new SharedDaemon(home().config().withAutoSpawn(autoSpawn), SHARED,
				Executors.newCachedThreadPool(), (event) -> this.changes.add(event.change()))) {
			new SharedLifecycle(daemon, SHARED, true, pause).start();
		}
	}

	/** Before, the application failed, since the daemon that it had found had ended. */
	@Test
	void anotherDaemonInItsPlaceIsAwaited() throws IOException {
		home().say(STARTING);
		DaemonRecord replaced = DaemonClient.ensureDaemonRunning(home().config());
		start(false, () -> {
			if (home().daemon().orElseThrow().equals(replaced)) {
				home().killDaemon();
				DaemonClient.ensureDaemonRunning(home().config());
			}
			else {
				home().say(StandInDaemon.READY);
			}
		});
		assertThat(this.changes).containsExactly(Change.FOUND, Change.LOST, Change.FOUND);
	}

	@Test
	void daemonThatHasEndedIsStartedAgain() throws IOException {
		home().say(STARTING);
		start(true, () -> {
			home().killDaemon();
			home().say(StandInDaemon.READY);
		});
		assertThat(this.changes).startsWith(Change.FOUND, Change.LOST, Change.FOUND);
	}

	@Test
	void daemonsThatEndAgainAndAgainFailTheStart() throws IOException {
		home().say(STARTING);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> start(true, () -> home().killDaemon()))
			.withMessageContaining("has ended while its model was awaited")
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST));
		assertThat(this.changes).filteredOn(Change.FOUND::equals).hasSize(3);
	}

	@Test
	void endedDaemonThatMayNotBeStartedFailsTheStart() throws IOException {
		home().say(STARTING);
		DaemonClient.ensureDaemonRunning(home().config());
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> start(false, () -> home().killDaemon()))
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DAEMON_NOT_RUNNING));
	}

	/** Something that happens to the daemon. */
	@FunctionalInterface
	private interface Happening {

		void happen() throws IOException;

	}

}
