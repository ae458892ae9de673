package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.storage.InterProcessLock;
import io.github.shimmy4j.support.FreePorts;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DaemonStartTests {

	@RegisterExtension
	private final DaemonHome home = new DaemonHome();

	@Test
	void startsADaemonAndFindsItAgain() throws IOException {
		DaemonRecord started = DaemonClient.ensureDaemonRunning(this.home.config());
		assertThat(started).isEqualTo(this.home.record());
		assertThat(DaemonClient.ensureDaemonRunning(this.home.config().withAutoSpawn(false))).isEqualTo(started);
		assertThat(this.home.starts()).containsExactly(started.pid());
	}

	/** Before, the daemon made another home below its own working directory. */
	@Test
	void relativeHomeIsThatOfTheProgramThatStartsTheDaemon() throws IOException {
		Map<String, String> environment = this.home.environment();
		Path relative = Path.of("").toAbsolutePath().relativize(this.home.home().state());
		environment.put(ShimmyHome.VARIABLE, relative.toString());
		DaemonRecord started = DaemonClient
			.ensureDaemonRunning(this.home.config().withEnvironment(environment).withTimeout(Duration.ofSeconds(20)));
		try {
			assertThat(started).isEqualTo(this.home.record());
		}
		finally {
			// The home of its environment is another text, by which it is not found.
			this.home.kill(started);
		}
	}

	// Starts that fail

	@Test
	void daemonThatEndsIsExplained() {
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_START_FAILED,
				() -> DaemonClient.ensureDaemonRunning(this.home.config("die=7")));
		assertThat(failure.exitStatus()).isEqualTo(7);
		assertThat(failure).hasMessageContaining("ended with status 7")
			.hasMessageContaining("does not fit")
			.hasMessageContaining("line 39")
			.hasMessageNotContaining("\u001b");
		assertThat(failure.outputTail()).hasSize(20);
	}

	/** Spring tells there why it could not start; older lines are of other daemons. */
	@Test
	void logOfTheStartIsShown() throws IOException {
		Path log = this.home.home().logs().resolve("daemon.log");
		Files.createDirectories(log.resolveSibling(""));
		Files.writeString(log, "of another daemon\n");
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_START_FAILED,
				() -> DaemonClient.ensureDaemonRunning(this.home.config("log=reason", "die=1")));
		assertThat(failure).hasMessageContaining("the reason in the log").hasMessageNotContaining("of another");
	}

	@Test
	void daemonThatIsSilentIsExplainedAndEnded() throws IOException {
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_START_FAILED,
				() -> DaemonClient.ensureDaemonRunning(
						this.home.config("ready=" + this.home.file("never")).withTimeout(Duration.ofSeconds(3))));
		assertThat(failure).hasMessageContaining("wrote nothing for 3000 ms")
			.hasMessageContaining("there is no")
			.hasMessageContaining("waits to be ready");
		assertThat(this.home.starts()).hasSize(1);
		await().atMost(DaemonHome.PATIENCE).until(() -> this.home.running().isEmpty());
	}

	@Test
	void nothingIsStartedWithoutPermission() throws IOException {
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_NOT_RUNNING,
				() -> DaemonClient.ensureDaemonRunning(this.home.config().withAutoSpawn(false)));
		assertThat(failure).hasMessageContaining("there is no").hasMessageContaining("daemon.pid");
		assertThat(this.home.home().state()).as("nothing is written").doesNotExist();
	}

	/** Before, the interrupt of a file was told as a failure of the disk. */
	@Test
	void interruptedStartIsNotReady() {
		Thread.currentThread().interrupt();
		try {
			DaemonHome.failure(ShimmyErrorCode.NOT_READY, () -> DaemonClient.ensureDaemonRunning(this.home.config()));
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
		}
	}

	@Test
	void argumentsOfTheCommandAreNotShown() {
		DaemonConfig config = this.home.config("die=7", "secret=abc");
		assertThat(config.toString()).doesNotContain("abc");
		assertThat(
				DaemonHome.failure(ShimmyErrorCode.DAEMON_START_FAILED, () -> DaemonClient.ensureDaemonRunning(config)))
			.hasMessageNotContaining("abc");
	}

	@Test
	void missingProgramIsExplained() {
		DaemonConfig config = this.home.config().withEnvironment(withoutPath());
		assertThat(DaemonHome.failure(ShimmyErrorCode.DAEMON_NOT_FOUND,
				() -> DaemonClient.ensureDaemonRunning(config.withCommand(List.of("no-such-program", "run")))))
			.hasMessageContaining("no-such-program");
		assertThat(DaemonHome.failure(ShimmyErrorCode.DAEMON_NOT_FOUND,
				() -> DaemonClient.ensureDaemonRunning(config.withCommand(List.of()))))
			.hasMessageContaining("shimmy-daemon is not on the class path")
			.hasMessageContaining("'shimmy4j'");
	}

	private Map<String, String> withoutPath() {
		Map<String, String> environment = this.home.environment();
		environment.put("PATH", this.home.beside("").toString());
		return environment;
	}

	@Test
	void programOnPathIsStarted() throws IOException {
		Path program = this.home.beside("shimmy4j");
		Files.writeString(program, "#!/bin/sh\necho \"$@\" >'%s'\nexec %s\n".formatted(this.home.file("arguments"),
				String.join(" ", StandInDaemon.command())));
		assertThat(program.toFile().setExecutable(true)).isTrue();
		DaemonClient.ensureDaemonRunning(this.home.config().withCommand(List.of()).withEnvironment(withoutPath()));
		assertThat(this.home.file("arguments")).hasContent("daemon run");
	}

	// A daemon that starts or ends by itself

	@Test
	void daemonStartedByHandIsAwaited() throws Exception {
		Path ready = this.home.file("ready");
		Process byHand = this.home.startByHand("ready=" + ready);
		CompletableFuture<DaemonRecord> found = CompletableFuture
			.supplyAsync(() -> DaemonClient.ensureDaemonRunning(this.home.config().withAutoSpawn(false)));
		awaitWaiter();
		assertThat(found).isNotDone();
		Files.createFile(ready);
		assertThat(found.get().pid()).isEqualTo(byHand.pid());
		assertThat(this.home.starts()).hasSize(1);
	}

	/** A caller that waits for another's daemon holds the lock of starts. */
	private void awaitWaiter() {
		Path lock = this.home.home().daemonStartLock();
		await().atMost(DaemonHome.PATIENCE).until(() -> Files.exists(lock) && isHeld(lock));
	}

	private static boolean isHeld(Path lock) throws IOException {
		Optional<InterProcessLock> taken = InterProcessLock.tryShare(lock);
		if (taken.isPresent()) {
			taken.get().close();
		}
		return taken.isEmpty();
	}

	@Test
	void daemonThatIsNeverReadyIsNamed() throws IOException {
		this.home.startByHand("ready=" + this.home.file("never"));
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_START_FAILED,
				() -> DaemonClient.ensureDaemonRunning(this.home.config().withTimeout(Duration.ofSeconds(1))));
		assertThat(failure).hasMessageContaining("daemon.lock").hasMessageContaining("wrote nothing for 1000 ms");
		assertThat(this.home.starts()).hasSize(1);
		assertThat(this.home.running()).hasSize(1);
	}

	@Test
	void daemonThatEndsIsAwaitedAndThenReplaced() throws Exception {
		Path drained = this.home.file("drained");
		DaemonRecord first = DaemonClient.ensureDaemonRunning(this.home.config("drain=" + drained));
		ProcessHandle.of(first.pid()).orElseThrow().destroy();
		await().atMost(DaemonHome.PATIENCE).until(() -> this.home.output().contains("waits to be drain"));
		CompletableFuture<DaemonRecord> next = CompletableFuture
			.supplyAsync(() -> DaemonClient.ensureDaemonRunning(this.home.config()));
		awaitWaiter();
		assertThat(next).isNotDone();
		assertThat(this.home.starts()).hasSize(1);
		Files.createFile(drained);
		assertThat(next.get().pid()).isNotEqualTo(first.pid());
		assertThat(this.home.starts()).hasSize(2);
	}

	@Test
	void killedDaemonIsReplaced() throws IOException {
		DaemonRecord first = DaemonClient.ensureDaemonRunning(this.home.config());
		this.home.kill(first);
		assertThat(DaemonClient.ensureDaemonRunning(this.home.config()).pid()).isNotEqualTo(first.pid());
		assertThat(this.home.starts()).hasSize(2);
		assertThat(this.home.running()).hasSize(1);
	}

	// Its address

	@Test
	void daemonIsStartedAtTheAddress() throws IOException {
		String address = "127.0.0.1:" + FreePorts.range(1);
		assertThat(DaemonClient.ensureDaemonRunning(this.home.config().withAddress(address)).address())
			.isEqualTo(address);
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.INVALID_CONFIGURATION,
				() -> DaemonClient.ensureDaemonRunning(this.home.config().withAddress("127.0.0.1:1")));
		String port = address.substring(address.lastIndexOf(':'));
		DaemonClient.ensureDaemonRunning(this.home.config().withAddress("localhost" + port));
		assertThat(this.home.starts()).hasSize(1);
		assertThat(failure).hasMessageContaining("'127.0.0.1:1'").hasMessageContaining(address);
	}

	// Its version

	@Test
	void idleOlderDaemonIsReplaced() throws IOException {
		DaemonRecord old = DaemonClient.ensureDaemonRunning(this.home.config("version=1.0"), new DaemonAge("1.0"));
		DaemonRecord replaced = DaemonClient.ensureDaemonRunning(this.home.config("version=1.1"), new DaemonAge("1.1"));
		assertThat(replaced.version()).isEqualTo("1.1");
		assertThat(ProcessTable.isGone(old.pid())).isTrue();
		assertThat(DaemonClient.ensureDaemonRunning(this.home.config(), new DaemonAge("1.1"))).isEqualTo(replaced);
	}

	@Test
	void busyOlderDaemonIsNamed() throws IOException {
		DaemonRecord old = DaemonClient.ensureDaemonRunning(this.home.config("version=1.0", "busy=2"));
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_INCOMPATIBLE,
				() -> DaemonClient.ensureDaemonRunning(this.home.config(), new DaemonAge("1.1")));
		assertThat(failure).hasMessageContaining("process " + old.pid())
			.hasMessageContaining("1.0")
			.hasMessageContaining("1.1 or newer")
			.hasMessageContaining("2 answers under way");
		assertThat(this.home.running()).containsExactly(old.pid());
	}

	/** It fetches or loads a model, or makes embeddings. */
	@Test
	void olderDaemonThatSaysItIsNotIdleStays() throws IOException {
		DaemonRecord old = DaemonClient.ensureDaemonRunning(this.home.config("version=1.0", "idle=false"));
		assertThat(DaemonHome.failure(ShimmyErrorCode.DAEMON_INCOMPATIBLE,
				() -> DaemonClient.ensureDaemonRunning(this.home.config(), new DaemonAge("1.1"))))
			.hasMessageContaining("fetched or loaded");
		assertThat(this.home.running()).containsExactly(old.pid());
	}

	@Test
	void newerDaemonIsUsed() throws IOException {
		DaemonRecord newer = DaemonClient.ensureDaemonRunning(this.home.config("version=2.0"));
		assertThat(DaemonClient.ensureDaemonRunning(this.home.config(), new DaemonAge("1.1"))).isEqualTo(newer);
	}

	@Test
	void olderDaemonStaysWithoutPermissionToStartAnother() throws IOException {
		DaemonRecord old = DaemonClient.ensureDaemonRunning(this.home.config("version=1.0"));
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_INCOMPATIBLE,
				() -> DaemonClient.ensureDaemonRunning(this.home.config().withAutoSpawn(false), new DaemonAge("1.1")));
		assertThat(failure).hasMessageContaining("may not start another");
		assertThat(this.home.running()).containsExactly(old.pid());
	}

	@Test
	void programThatStartsAnOldDaemonIsNamed() {
		ShimmyException failure = DaemonHome.failure(ShimmyErrorCode.DAEMON_INCOMPATIBLE,
				() -> DaemonClient.ensureDaemonRunning(this.home.config("version=1.0"), new DaemonAge("1.1")));
		assertThat(failure).hasMessageContaining("was started with").hasMessageContaining("1.1 or newer");
	}

}
