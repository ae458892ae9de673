package io.github.shimmy4j.autoconfigure.health;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ShimmyHealthAutoConfigurationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@TempDir
	Path directory;

	private ApplicationContextRunner runner(FakeShimmyContext fake) {
		return fake.runner().withConfiguration(AutoConfigurations.of(ShimmyHealthAutoConfiguration.class));
	}

	private ApplicationContextRunner runnerOfNothing() {
		return runner(FakeShimmyContext.in(this.directory)).withPropertyValues("shimmy.auto-start=false");
	}

	@Test
	void serverThatBindsLateIsOutOfServiceThenUp() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory,
				FakeShimmyContext.WELL.with(Fault.BIND_DELAY, Duration.ofSeconds(1)));
		runner(fake).withPropertyValues("shimmy.fail-fast=false").run((context) -> {
			HealthIndicator indicator = context.getBean("shimmyHealthIndicator", HealthIndicator.class);
			await().atMost(LIMIT)
				.pollInterval(Duration.ofMillis(10))
				.untilAsserted(() -> assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE));
			await().atMost(LIMIT).untilAsserted(() -> assertThat(indicator.health().getStatus()).isEqualTo(Status.UP));
			assertThat(indicator.health().getDetails()).containsEntry("version", "1.7.4")
				.containsEntry("pid", fake.startedPids().get(0))
				.containsEntry("port", context.getBean(ShimmySidecar.class).port())
				.containsKey("lastGoodGeneration")
				.doesNotContainKey("lastFailure");
		});
	}

	@Test
	void startThatFailedIsDownWithCodeAndMessageWhereApplicationGoesOn() {
		runner(FakeShimmyContext.in(this.directory))
			.withPropertyValues("shimmy.fail-fast=false", "shimmy.shimmy-path=" + this.directory.resolve("absent"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				HealthIndicator indicator = context.getBean(HealthIndicator.class);
				await().atMost(LIMIT)
					.untilAsserted(() -> assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN));
				assertThat(indicator.health().getDetails().get("lastFailure"))
					.isInstanceOfSatisfying(SidecarDetails.Failure.class, (failure) -> {
						assertThat(failure.code()).isEqualTo(ShimmyErrorCode.BINARY_NOT_FOUND);
						assertThat(failure.message()).contains(this.directory.resolve("absent").toString());
					});
			});
	}

	/** One question that the server could not answer says nothing of the next. */
	@Test
	void failedGenerationIsUpAgainOnceServerAnswersOurOwnQuestion() {
		runner(FakeShimmyContext.in(this.directory)).run((context) -> {
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			Instant before = sidecar.snapshot().lastGoodGeneration();
			failOnce(sidecar);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(sidecar.snapshot().lastGoodGeneration()).isAfter(before));
			assertThat(context.getBean(HealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void serverThatGeneratesNoMoreIsStartedAgainAndUp() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory,
				FakeShimmyContext.WELL.with(Fault.POISONED_AFTER, 1));
		runner(fake).run((context) -> {
			HealthIndicator indicator = context.getBean(HealthIndicator.class);
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			Long first = sidecar.snapshot().pid();
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			failOnce(sidecar);
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(sidecar.snapshot().restarts()).isEqualTo(1);
				assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			});
			assertThat(sidecar.snapshot().pid()).isNotEqualTo(first);
		});
	}

	private static void failOnce(ShimmySidecar sidecar) {
		try (ServerUse use = sidecar.use().join()) {
			use.failed(new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "status 502"));
		}
	}

	@Test
	void serverStoppedOnRequestIsUnknown() {
		runnerOfNothing().run((context) -> assertThat(context.getBean(HealthIndicator.class).health().getStatus())
			.isEqualTo(Status.UNKNOWN));
	}

	@Test
	void serverThatNobodyStartedSaysWhyUntilItRuns() {
		runnerOfNothing().run((context) -> {
			HealthIndicator indicator = context.getBean(HealthIndicator.class);
			assertThat(indicator.health().getDetails()).containsEntry("startDecision",
					"The server starts on request: 'shimmy.auto-start' is 'false'");
			assertThat(context.getBean(ShimmySidecar.class).start()).succeedsWithin(LIMIT);
			assertThat(indicator.health().getDetails()).doesNotContainKey("startDecision");
		});
	}

	@Test
	void serverThatStartedWithTheApplicationAndWasStoppedHasNoReasonNotToHaveStarted() {
		runner(FakeShimmyContext.in(this.directory)).run((context) -> {
			assertThat(context.getBean(ShimmySidecar.class).stop()).succeedsWithin(LIMIT);
			assertThat(context.getBean(HealthIndicator.class).health().getDetails())
				.containsEntry("phase", Phase.STOPPED)
				.doesNotContainKey("startDecision");
		});
	}

	@Test
	void keyOfTheEnvironmentIsNotShown() {
		runnerOfNothing().withPropertyValues("shimmy.api-key=sk-very-secret", "shimmy.env.TOKEN=very-secret")
			.run((context) -> assertThat(context.getBean(HealthIndicator.class).health().toString())
				.doesNotContain("secret"));
	}

	@Test
	void indicatorIsAbsentWhenDisabled() {
		runnerOfNothing().withPropertyValues("management.health.shimmy.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void indicatorIsAbsentWithoutBootsHealth() {
		runnerOfNothing().withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("shimmyHealthIndicator"));
		runnerOfNothing().withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("shimmyHealthIndicator"));
	}

	@Test
	void indicatorIsAbsentWithoutSidecarOfOurOwn() {
		runnerOfNothing().withPropertyValues("shimmy.mode=external", "shimmy.base-url=http://127.0.0.1:9/v1")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void usersIndicatorWins() {
		HealthIndicator users = () -> Health.up().withDetail("by", "user").build();
		runnerOfNothing().withBean("shimmyHealthIndicator", HealthIndicator.class, () -> users)
			.run((context) -> assertThat(context.getBean(HealthIndicator.class)).isSameAs(users));
	}

}
