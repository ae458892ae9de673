package io.github.shimmy4j.autoconfigure.metrics;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.FixedSidecar;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Execution(ExecutionMode.CONCURRENT)
class ShimmyMetricsAutoConfigurationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return FakeShimmyContext.in(this.directory)
			.runner()
			.withConfiguration(
					AutoConfigurations.of(ShimmyMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
							SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));
	}

	private static double phase(MeterRegistry registry, Phase phase) {
		return registry.get("shimmy.sidecar.phase").tag("phase", phase.name()).gauge().value();
	}

	@Test
	void readyServerIsMeasured() {
		runner().run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			for (Phase phase : Phase.values()) {
				assertThat(phase(registry, phase)).as(phase.name()).isEqualTo((phase == Phase.READY) ? 1 : 0);
			}
			FunctionTimer startup = registry.get("shimmy.sidecar.startup").functionTimer();
			await().atMost(LIMIT).untilAsserted(() -> assertThat(startup.count()).isEqualTo(1));
			assertThat(startup.totalTime(TimeUnit.MILLISECONDS)).isPositive();
			assertThat(registry.get("shimmy.sidecar.restarts").functionCounter().count()).isZero();
			assertThat(registry.get("shimmy.sidecar.failures").functionCounter().count()).isZero();
		});
	}

	/**
	 * The launch begins before there are meters; a start that was over before them went
	 * uncounted.
	 */
	@Test
	void startThatWasOverBeforeTheMetersWereMadeIsMeasured() {
		runner().withBean(WaitsForReady.class).run((context) -> {
			FunctionTimer startup = context.getBean(MeterRegistry.class).get("shimmy.sidecar.startup").functionTimer();
			await().atMost(LIMIT).untilAsserted(() -> assertThat(startup.count()).isEqualTo(1));
		});
	}

	@Test
	void serverThatWasKilledCountsAsRestartAndSecondStart() {
		runner().run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			long first = sidecar.snapshot().pid();
			ProcessHandle.of(first).orElseThrow().destroyForcibly();
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.READY);
				assertThat(sidecar.snapshot().pid()).isNotEqualTo(first);
				assertThat(registry.get("shimmy.sidecar.restarts").functionCounter().count()).isOne();
				assertThat(registry.get("shimmy.sidecar.startup").functionTimer().count()).isEqualTo(2);
			});
			assertThat(registry.get("shimmy.sidecar.failures").functionCounter().count()).isZero();
		});
	}

	@Test
	void serverThatIsGivenUpCountsAsFailure() {
		runner().withPropertyValues("shimmy.fail-fast=false", "shimmy.shimmy-path=" + this.directory.resolve("absent"))
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				await().atMost(LIMIT).untilAsserted(() -> {
					assertThat(phase(registry, Phase.FAILED)).isOne();
					assertThat(registry.get("shimmy.sidecar.failures").functionCounter().count()).isOne();
				});
				assertThat(registry.get("shimmy.sidecar.startup").functionTimer().count()).isEqualTo(0);
			});
	}

	@Test
	void metersAreAbsentWithoutMicrometer() {
		FakeShimmyContext.in(this.directory)
			.runner()
			.withPropertyValues("shimmy.auto-start=false")
			.withConfiguration(AutoConfigurations.of(ShimmyMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("shimmySidecarMetrics"));
	}

	@Test
	void usersMetersWin() {
		MeterBinder users = (registry) -> registry.counter("shimmy.sidecar.mine");
		runner().withPropertyValues("shimmy.auto-start=false")
			.withBean("shimmySidecarMetrics", MeterBinder.class, () -> users)
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.find("shimmy.sidecar.mine").counter()).isNotNull();
				assertThat(registry.find("shimmy.sidecar.restarts").functionCounter()).isNull();
			});
	}

	@Test
	void usersSidecarIsMeasured() {
		SidecarSnapshot snapshot = new SidecarSnapshot(Phase.READY, Instant.EPOCH, null, null, null, null, "tiny", null,
				null, GpuMode.AUTO, null, null, null, 0, 0, 0, null, null, null);
		FixedSidecar users = new FixedSidecar(snapshot);
		runner().withBean("usersSidecar", ShimmySidecar.class, () -> users).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			users.emit(new SidecarEvent.Ready(snapshot, Duration.ofMillis(1500)));
			assertThat(phase(registry, Phase.READY)).isOne();
			assertThat(registry.get("shimmy.sidecar.startup").functionTimer().totalTime(TimeUnit.MILLISECONDS))
				.isEqualTo(1500);
		});
	}

	/** An ordinary singleton that takes as long as the server takes to load. */
	static class WaitsForReady {

		WaitsForReady(ShimmySidecar sidecar) {
			sidecar.ensureReady(LIMIT);
		}

	}

}
