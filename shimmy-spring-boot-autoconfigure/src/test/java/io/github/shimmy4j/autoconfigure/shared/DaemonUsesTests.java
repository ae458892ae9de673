package io.github.shimmy4j.autoconfigure.shared;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerUse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link DaemonUses} with a limit of one call at the same time. */
class DaemonUsesTests {

	@TempDir
	private Path directory;

	private DaemonHome home;

	private SharedDaemon daemon;

	private DaemonUses uses;

	@BeforeEach
	void shareTheDaemon() {
		this.home = new DaemonHome(this.directory);
		share(true);
	}

	private void share(boolean autoSpawn) {
		this.daemon = new SharedDaemon(this.home.config().withAutoSpawn(autoSpawn),
				new StartDecision(StartDecision.Outcome.ON_FIRST_USE, "a test"), Executors.newCachedThreadPool(),
				(event) -> {
				});
		this.uses = new DaemonUses(this.daemon, SharedModel.named("tiny"), 1);
	}

	@AfterEach
	void endDaemon() throws Exception {
		this.daemon.close();
		this.home.killDaemon();
	}

	/**
	 * Before, a call that had waited got the daemon of the call before it, which had
	 * ended.
	 */
	@Test
	void callThatHasWaitedForItsTurnGetsTheDaemonThatRunsThen() throws Exception {
		ServerUse first = this.uses.use().get();
		CompletableFuture<ServerUse> second = this.uses.use();
		DaemonRecord ended = this.home.daemon().orElseThrow();
		this.home.killDaemon();
		assertThat(second).isNotDone();
		first.close();
		try (ServerUse use = second.get()) {
			DaemonRecord now = this.home.daemon().orElseThrow();
			assertThat(now).isNotEqualTo(ended);
			assertThat(use.endpoint().baseUrl()).hasToString(now.url() + "/v1");
			assertThat(use.lost()).isNotDone();
		}
	}

	@Test
	void callThatIsCancelledLeavesItsTurnToTheNext() throws Exception {
		ServerUse first = this.uses.use().get();
		CompletableFuture<ServerUse> second = this.uses.use();
		CompletableFuture<ServerUse> third = this.uses.use();
		assertThat(this.uses.inFlight()).isOne();
		assertThat(this.uses.waiting()).isEqualTo(2);
		second.cancel(false);
		first.close();
		first.close();
		third.get().close();
		assertThat(this.uses.inFlight()).isZero();
		assertThat(this.uses.waiting()).isZero();
	}

	@Test
	void callsWithoutADaemonFailOneAfterTheOther() {
		this.daemon.close();
		share(false);
		CompletableFuture<ServerUse> first = this.uses.use();
		CompletableFuture<ServerUse> second = this.uses.use();
		for (CompletableFuture<ServerUse> each : List.of(first, second)) {
			assertThat(each).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(ShimmyException.class,
						(failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DAEMON_NOT_RUNNING));
		}
		assertThat(this.uses.inFlight()).isZero();
		assertThat(this.uses.waiting()).isZero();
	}

}
