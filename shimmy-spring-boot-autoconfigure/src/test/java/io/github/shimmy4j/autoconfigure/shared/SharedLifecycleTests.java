package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.shimmy4j.autoconfigure.DaemonEvent.Change;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.daemon.DaemonClient;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The daemon changes, or fails, while an application waits for its model at the start.
 */
class SharedLifecycleTests {

	private static final StartDecision SHARED = new StartDecision(StartDecision.Outcome.SHARE, "a test");

	private static final String STARTING = "{\"status\":\"starting\",\"phase\":\"STARTING\",\"model\":\"big\"}";

	private static final String FAILED = "{\"status\":\"down\",\"phase\":\"FAILED\",\"model\":\"big\","
			+ "\"lastFailure\":{\"code\":\"UNSUPPORTED_MODEL\",\"message\":\"it is too big\"}}";

	private static final String BACKING_OFF = "{\"status\":\"starting\",\"phase\":\"BACKING_OFF\",\"model\":\"big\","
			+ "\"reason\":\"%1$s: %2$s\",\"lastFailure\":{\"code\":\"%1$s\",\"message\":\"%2$s\"}}";

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
		start(home().config().withAutoSpawn(autoSpawn), SharedModel.SERVED, happening);
	}

	private void start(DaemonConfig config, SharedModel model, Happening happening) {
		Pause pause = (duration) -> {
			try {
				happening.happen();
				Pause.SLEEP.await(duration);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
		try (SharedDaemon daemon = new SharedDaemon(config, SHARED, Executors.newCachedThreadPool(),
				(event) -> this.changes.add(event.change()))) {
			new SharedLifecycle(daemon, SHARED, model, true, pause).start();
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

	/** Before, it failed for as long as the daemon lived. */
	@Test
	void modelThatHasFailedBeforeIsAskedAgain() throws IOException {
		home().say(FAILED);
		home().sayLater(StandInDaemon.READY);
		start(true, () -> {
		});
		assertThat(home().requests()).hasSize(1).first().asString().startsWith("owner ").contains("\"max_tokens\":1");
	}

	@Test
	void modelThatFailsAgainFailsTheStart() throws IOException {
		home().say(FAILED);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> start(true, () -> {
		})).withMessageContaining("it is too big");
		assertThat(home().requests()).hasSize(1);
	}

	/** Before, the application was told that three daemons had ended. */
	@Test
	void slowDaemonIsAwaited() throws IOException {
		home().say(STARTING);
		DaemonClient.ensureDaemonRunning(home().config());
		AtomicInteger waits = new AtomicInteger();
		// One without an answer, one in which the daemon is examined.
		start(home().config().withTimeout(Duration.ofSeconds(1)), SharedModel.SERVED, () -> {
			int wait = waits.incrementAndGet();
			if (wait == 7) {
				home().say(StandInDaemon.READY);
			}
			else {
				home().signal((wait % 2 == 1) ? "STOP" : "CONT");
			}
		});
		assertThat(this.changes).containsExactly(Change.FOUND);
	}

	/** Before, the start failed, although the first request would load the good model. */
	@Test
	void failedModelOfTheDaemonDoesNotConcernAnApplicationWithAnother() throws IOException {
		home().say(FAILED);
		start(home().config(), SharedModel.named("small"), SharedLifecycleTests::doNotWait);
		assertThatExceptionOfType(ShimmyException.class).as("the same model, and none")
			.isThrownBy(() -> start(home().config(), SharedModel.named("big"), SharedLifecycleTests::doNotWait))
			.withMessageContaining("it is too big");
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> start(home().config(), SharedModel.SERVED, SharedLifecycleTests::doNotWait))
			.withMessageContaining("it is too big");
	}

	/** Before, the start failed with the failure of another program. */
	@Test
	void failedAnswerOfAReadyModelDoesNotFailTheStart() throws IOException {
		home().say("{\"status\":\"down\",\"phase\":\"READY\",\"model\":\"big\","
				+ "\"lastGenerationFailure\":{\"code\":\"GENERATION_TIMEOUT\",\"message\":\"nothing arrived\"}}");
		start(true, SharedLifecycleTests::doNotWait);
		assertThat(this.changes).containsExactly(Change.FOUND);
	}

	/** Before, the start waited for ever, and did not say why. */
	@Test
	void obstacleThatTheDaemonWaitsForFailsTheStart() throws IOException {
		home().say(BACKING_OFF.formatted("MODEL_NOT_FOUND", "there is no 'big.gguf'"));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> start(true, SharedLifecycleTests::doNotWait))
			.withMessageContaining("there is no 'big.gguf'")
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.MODEL_NOT_FOUND));
		start(home().config(), SharedModel.named("small"), SharedLifecycleTests::doNotWait);
	}

	/** The number of restarts is limited, and then the phase is FAILED. */
	@Test
	void restartAfterACrashIsAwaited() throws IOException {
		home().say(STARTING);
		List<String> log = logOf(() -> {
			AtomicInteger waits = new AtomicInteger();
			start(true, () -> {
				switch (waits.incrementAndGet()) {
					case 2 -> home().say(BACKING_OFF.formatted("SIDECAR_LOST", "it crashed"));
					case 4 -> home().say(StandInDaemon.READY);
					default -> {
					}
				}
			});
		});
		assertThat(log).as("one line for each reason")
			.containsExactly("Waiting for the daemon: its model 'big' is STARTING",
					"Waiting for the daemon: its model 'big' is BACKING_OFF, SIDECAR_LOST: it crashed");
	}

	private static List<String> logOf(Happening start) throws IOException {
		Logger logger = (Logger) LoggerFactory.getLogger(SharedLifecycle.class);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		logger.setLevel(Level.INFO);
		try {
			start.happen();
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(null);
		}
		return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private static void doNotWait() {
		throw new AssertionError("the start waits");
	}

	/** Something that happens to the daemon. */
	@FunctionalInterface
	private interface Happening {

		void happen() throws IOException;

	}

}
