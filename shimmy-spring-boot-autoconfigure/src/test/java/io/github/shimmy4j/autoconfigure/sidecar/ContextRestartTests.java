package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A context that is stopped and started: Spring asks all of its lifecycles to start then,
 * also those that do not start by themselves.
 */
class ContextRestartTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	FakeShimmyContext fake;

	@BeforeEach
	void install() {
		this.fake = FakeShimmyContext.in(this.directory);
	}

	private static void assertNotRunning(ShimmySidecar sidecar) {
		assertThat(sidecar.use()).failsWithin(LIMIT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ShimmyException.class,
					(failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.NOT_RUNNING));
	}

	private static Long pidOfUse(ShimmySidecar sidecar) {
		try (ServerUse use = sidecar.use().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join()) {
			assertThat(use.lost()).isNotDone();
			return sidecar.snapshot().pid();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "shimmy.auto-start=false", "shimmy.start-on-first-use=true",
			"shimmy.lifecycle-management=none" })
	void startLaunchesNothingThatNobodyAskedFor(String property) {
		this.fake.runner().withPropertyValues(property).run((context) -> {
			context.start();
			context.stop();
			context.start();
			assertThat(context.getBean(ShimmySidecar.class).phaseChanges()).isEmpty();
			assertThat(this.fake.startedPids()).isEmpty();
		});
	}

	@Test
	void startInTestThatDoesWithoutTheServerIsNoFailure() {
		this.fake.runner()
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("Inlined Test Properties", Map.of("shimmy.skip.in-tests", "true"))))
			.run((context) -> {
				context.start();
				assertThat(this.fake.startedPids()).isEmpty();
			});
	}

	@Test
	void startAfterStopLaunchesWhatStartsWithTheContext() {
		this.fake.runner().run((context) -> {
			context.stop();
			assertThat(this.fake.alivePids()).isEmpty();
			context.start();
			assertThat(context.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(this.fake.startedPids()).hasSize(2);
		});
	}

	@Test
	void firstUseAfterStopAndStartBringsTheServerBack() {
		this.fake.runner().withPropertyValues("shimmy.start-on-first-use=true").run((context) -> {
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			Long first = pidOfUse(sidecar);
			context.stop();
			assertThat(this.fake.alivePids()).isEmpty();
			assertNotRunning(sidecar);
			context.start();
			assertThat(this.fake.startedPids()).containsExactly(first);
			assertThat(this.fake.alivePids()).isEmpty();
			assertThat(pidOfUse(sidecar)).isNotEqualTo(first);
		});
	}

	@Test
	void serverThatWasStoppedByHandStaysStopped() {
		this.fake.runner().withPropertyValues("shimmy.start-on-first-use=true").run((context) -> {
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			pidOfUse(sidecar);
			assertThat(sidecar.stop()).succeedsWithin(LIMIT);
			context.stop();
			context.start();
			assertNotRunning(sidecar);
		});
	}

	@Test
	void serverThatWasStartedByHandIsNotBroughtBackByUse() {
		this.fake.runner().withPropertyValues("shimmy.auto-start=false").run((context) -> {
			ShimmySidecar sidecar = context.getBean(ShimmySidecar.class);
			assertThat(sidecar.start()).succeedsWithin(LIMIT);
			context.stop();
			context.start();
			assertNotRunning(sidecar);
			assertThat(this.fake.startedPids()).hasSize(1);
		});
	}

}
