package io.github.shimmy4j.sidecar.supervision;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.probe.ReadinessGate;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.process.ControlGroups;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.launch.Contexts;
import io.github.shimmy4j.sidecar.launch.LaunchPlan;
import io.github.shimmy4j.sidecar.launch.LaunchTools;
import io.github.shimmy4j.sidecar.launch.UsersRegistry;
import io.github.shimmy4j.sidecar.ownership.Ownership;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

/** The threads around the state machine, where no launch gets as far as a process. */
class SupervisedSidecarTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	private static final UsersRegistry NOTHING_TO_FIND = new UsersRegistry((model) -> {
		throw new AssertionError("nothing is to be looked for");
	});

	@TempDir
	private Path directory;

	private SupervisedSidecar create(ModelRegistry registry, Threads threads, Duration closeMargin) {
		ShimmyHome home = ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.directory.toString()));
		SidecarOptions options = new SampleOptions().shutdownGrace(Duration.ZERO).build();
		LaunchPlan.Planner planner = new LaunchPlan.Planner(options.binary(),
				new BinaryLocator(Map.of(), home.binaries(), ProcessLauncher.system(), null), registry,
				(model, file, progress) -> {
				}, () -> Accelerators.CPU_ONLY, Contexts.USUAL);
		LaunchTools tools = new LaunchTools(planner, () -> Accelerators.CPU_ONLY, ProcessLauncher.system(),
				new ReadinessGate(ServerClient.create(), System::nanoTime), (model) -> TokenCounter.UNAVAILABLE,
				new Ownership(home), home, Map.of(), ControlGroups.ofThisMachine(), new SecureRandom(), threads,
				System::nanoTime);
		return new SupervisedSidecar(options, tools, Clock.systemUTC(), closeMargin);
	}

	@Test
	void launchThatCannotEvenBeginHasFailed() {
		ShimmySidecar sidecar = create(NOTHING_TO_FIND, SupervisedSidecarTests::noMore, LIMIT);
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.SYSTEM_LIMIT).hasMessageContaining("native thread");
		assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.FAILED);
		assertFails(sidecar.use(), LIMIT, ShimmyErrorCode.SYSTEM_LIMIT);
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		sidecar.close();
		assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.CLOSED);
	}

	@Test
	void switchThatCannotEvenBeginHasFailed() {
		ShimmySidecar sidecar = create(NOTHING_TO_FIND, SupervisedSidecarTests::noMore, LIMIT);
		assertFails(sidecar.switchModel(ModelReference.parse("other")), LIMIT, ShimmyErrorCode.SYSTEM_LIMIT)
			.hasMessageContaining("native thread");
		sidecar.close();
	}

	private static Thread noMore(String name, Runnable task) {
		return new Thread(task, name) {

			@Override
			public synchronized void start() {
				throw new OutOfMemoryError("unable to create native thread");
			}

		};
	}

	@Test
	void stopIsAnsweredAlsoWhereTheEndDoesNotComeBeforeTheCloseGivesUp() {
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch looking = new CountDownLatch(1);
		ShimmySidecar sidecar = create(new UsersRegistry((model) -> {
			looking.countDown();
			awaitWhateverHappens(end);
			throw new IllegalStateException("it came too late");
		}), Threads::daemon, Duration.ofMillis(100));
		sidecar.start();
		awaitWhateverHappens(looking);
		CompletableFuture<SidecarSnapshot> stopped = sidecar.stop();
		sidecar.close();
		assertFails(stopped, LIMIT, ShimmyErrorCode.INTERNAL).hasMessageContaining("did not end");
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.NOT_RUNNING);
		end.countDown();
	}

	@Test
	void transferOfASwitchThatBeginsOnlyAfterACloseWasAskedForEndsWithIt() throws InterruptedException {
		CompletableFuture<String> givenUp = new CompletableFuture<>();
		CountDownLatch beginning = new CountDownLatch(1);
		CountDownLatch closing = new CountDownLatch(1);
		ShimmySidecar sidecar = create(new UsersRegistry((model) -> transfer(model, givenUp)), (name, task) -> {
			if (name.startsWith("shimmy-switch")) {
				beginning.countDown();
				awaitWhateverHappens(closing);
			}
			return Threads.daemon(name, task);
		}, LIMIT);
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(ModelReference.parse("other"));
		beginning.await();
		Thread closer = Threads.daemon("closer", sidecar::close);
		closer.start();
		SidecarBench.eventually().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
		closing.countDown();
		closer.join();
		assertFails(switched, LIMIT, ShimmyErrorCode.NOT_RUNNING);
		assertThat(givenUp).succeedsWithin(LIMIT).isEqualTo("other");
	}

	private static ModelLocation transfer(ModelReference model, CompletableFuture<String> givenUp) {
		try {
			new CountDownLatch(1).await();
			throw new AssertionError("it never ends");
		}
		catch (InterruptedException ex) {
			givenUp.complete(model.name());
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitWhateverHappens(CountDownLatch latch) {
		boolean waiting = true;
		while (waiting) {
			try {
				latch.await();
				waiting = false;
			}
			catch (InterruptedException ex) {
				// Like a file system that hangs.
			}
		}
	}

}
