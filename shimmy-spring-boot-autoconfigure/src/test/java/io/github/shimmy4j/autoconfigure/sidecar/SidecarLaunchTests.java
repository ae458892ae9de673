package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** When the server is launched, waited for, and stopped. */
@Execution(ExecutionMode.CONCURRENT)
class SidecarLaunchTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@TempDir
	Path directory;

	@Test
	void serverIsLaunchedBeforeOrdinarySingletonsAreMade() {
		FakeShimmyContext.in(this.directory)
			.runner()
			.withBean(AsksAtCreation.class)
			.run((context) -> assertThat(context.getBean(AsksAtCreation.class).ready()).succeedsWithin(LIMIT));
	}

	@Test
	void closeOfContextEndsServerAndRemovesItsFiles() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		fake.runner().run((context) -> {
			assertThat(fake.alivePids()).hasSize(1);
			assertThat(fake.launchDirectories()).hasSize(1);
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			context.close();
			assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.CLOSED);
			assertThat(fake.alivePids()).isEmpty();
			assertThat(fake.launchDirectories()).isEmpty();
		});
	}

	@Test
	void contextsOneAfterTheOtherHaveServersOfTheirOwn() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		fake.runner().run((context) -> assertThat(context).hasNotFailed());
		fake.runner().run((context) -> {
			assertThat(context.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(fake.startedPids()).hasSize(2).doesNotHaveDuplicates();
			assertThat(fake.alivePids()).containsExactly(context.getBean(ShimmySidecar.class).snapshot().pid());
		});
		assertThat(fake.alivePids()).isEmpty();
	}

	@Test
	void portTakenBySomebodyElseIsPassedOver() throws IOException {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		try (ServerSocket foreign = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			int taken = foreign.getLocalPort();
			fake.runner()
				.withPropertyValues("shimmy.preferred-port=" + taken, "shimmy.port-range=50")
				.run((context) -> assertThat(context.getBean(ShimmySidecar.class).port()).isBetween(taken + 1,
						taken + 50));
		}
	}

	/** If the JVM ends before the context is complete, the context is never closed. */
	@Test
	void exitHandlerEndsServerAndForgetsItAfterwards() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		fake.runner().run((context) -> {
			SidecarLifecycle.ExitHandler handler = context.getBean(SidecarLifecycle.ExitHandler.class);
			handler.run();
			assertThat(context.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.CLOSED);
			assertThat(fake.alivePids()).isEmpty();
			handler.destroy();
			handler.run();
		});
	}

	@Test
	void contextsBesideEachOtherHaveServersOfTheirOwn() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		fake.runner().run((outer) -> fake.runner().run((inner) -> {
			SidecarSnapshot one = outer.getBean(ShimmySidecar.class).snapshot();
			SidecarSnapshot other = inner.getBean(ShimmySidecar.class).snapshot();
			assertThat(one.port()).isNotEqualTo(other.port());
			assertThat(fake.alivePids()).containsExactlyInAnyOrder(one.pid(), other.pid());
		}));
	}

	@Test
	void stoppedContextStartsAgainWithNewServer() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		fake.runner().run((context) -> {
			ConfigurableApplicationContext source = context.getSourceApplicationContext();
			source.stop();
			assertThat(context.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.STOPPED);
			assertThat(fake.alivePids()).isEmpty();
			source.start();
			assertThat(context.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(fake.startedPids()).hasSize(2);
			assertThat(fake.alivePids()).hasSize(1);
		});
		assertThat(fake.alivePids()).isEmpty();
	}

	@Test
	void autoStartWhenFalseLaunchesOnlyWhenAskedAndCloseStops() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		fake.runner().withPropertyValues("shimmy.auto-start=false").run((context) -> {
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.STOPPED);
			assertThat(fake.startedPids()).isEmpty();
			assertThat(sidecar.start().get().phase()).isEqualTo(Phase.READY);
			assertThat(context.getBean(SidecarLifecycle.class).isRunning()).isTrue();
		});
		assertThat(fake.startedPids()).hasSize(1);
		assertThat(fake.alivePids()).isEmpty();
	}

	@Test
	void failFastWhenFalseDoesNotWaitForServer() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory,
				FakeShimmyContext.WELL.with(Fault.BIND_DELAY, Duration.ofSeconds(1)));
		fake.runner().withPropertyValues("shimmy.fail-fast=false").run((context) -> {
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			await().atMost(LIMIT)
				.pollInterval(Duration.ofMillis(10))
				.untilAsserted(() -> assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.STARTING));
			await().atMost(LIMIT).untilAsserted(() -> assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.READY));
		});
		assertThat(fake.alivePids()).isEmpty();
	}

	@Test
	void closeWhileServerIsStartingEndsIt() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory, FakeShimmyContext.WELL.with(Fault.NEVER_BIND));
		fake.runner()
			.withPropertyValues("shimmy.fail-fast=false")
			.run((context) -> await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(fake.startedPids()).as("launched").isNotEmpty()));
		assertThat(fake.alivePids()).isEmpty();
		assertThat(fake.launchDirectories()).isEmpty();
	}

	@Test
	void phaseIsBelowAllThoseOfTheWebServer() {
		assertThat(SidecarLifecycle.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
			.isLessThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
	}

	@Test
	void serverIsReadyBeforeWebServerStartsAndStaysUntilItHasStopped() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		List<String> seen = new ArrayList<>();
		fake.runner()
			.withBean("webServer", WebServerPhase.class,
					() -> new WebServerPhase(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE))
			.run((context) -> {
				WebServerPhase webServer = context.getBean(WebServerPhase.class);
				webServer.watch(() -> seen.add(context.getBean(ShimmySidecar.class).snapshot().phase().name()));
				assertThat(context.getBean(ShimmySidecar.class).snapshot().since())
					.isBeforeOrEqualTo(webServer.startedAt());
			});
		assertThat(seen).containsExactly("READY");
	}

	@Test
	void pauseOfTestContextsLeavesServerRunning() {
		FakeShimmyContext.in(this.directory)
			.runner()
			.withPropertyValues("shimmy.auto-start=false")
			.run((context) -> assertThat(context.getBean(SidecarLifecycle.class).isPauseable()).isFalse());
	}

	/** Stands in the web server's place and looks when it is started and stopped. */
	private static final class WebServerPhase implements SmartLifecycle {

		private final int phase;

		private volatile Instant startedAt;

		private volatile Runnable watcher = () -> {
		};

		WebServerPhase(int phase) {
			this.phase = phase;
		}

		void watch(Runnable watcher) {
			this.watcher = watcher;
		}

		Instant startedAt() {
			return this.startedAt;
		}

		@Override
		public void start() {
			this.startedAt = Instant.now();
		}

		@Override
		public void stop() {
			this.watcher.run();
			this.startedAt = null;
		}

		@Override
		public boolean isRunning() {
			return this.startedAt != null;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
