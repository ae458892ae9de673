package io.github.shimmy4j.autoconfigure.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.autoconfigure.DaemonEvent;
import io.github.shimmy4j.autoconfigure.DaemonEvent.Change;
import io.github.shimmy4j.autoconfigure.chat.ShimmyChatAutoConfiguration;
import io.github.shimmy4j.autoconfigure.endpoint.DaemonEndpoint;
import io.github.shimmy4j.autoconfigure.endpoint.DaemonEndpointAutoConfiguration;
import io.github.shimmy4j.autoconfigure.endpoint.DaemonEndpointWebExtension;
import io.github.shimmy4j.autoconfigure.endpoint.ShimmyEndpointAutoConfiguration;
import io.github.shimmy4j.autoconfigure.health.ShimmyHealthAutoConfiguration;
import io.github.shimmy4j.autoconfigure.metrics.ShimmyMetricsAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyDoctorAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.daemon.DaemonConfig;
import io.github.shimmy4j.daemon.DaemonRecord;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** An application that shares the server of its user's daemon, on a stand-in for it. */
@ExtendWith(OutputCaptureExtension.class)
class SharedModeTests {

	@TempDir
	private Path home;

	private Duration timeout = Duration.ofSeconds(30);

	@AfterEach
	void endDaemons() throws IOException {
		home().killDaemon();
	}

	private DaemonHome home() {
		return new DaemonHome(this.home);
	}

	private ApplicationContextRunner runner(String... properties) {
		return runner(true, properties);
	}

	private ApplicationContextRunner runner(boolean autoSpawn, String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ShimmySidecarAutoConfiguration.class, EmbeddingSidecarAutoConfiguration.class,
							ShimmySharedAutoConfiguration.class, ShimmyUseAutoConfiguration.class,
							ShimmyDoctorAutoConfiguration.class, ShimmyChatAutoConfiguration.class,
							ShimmyHealthAutoConfiguration.class, ShimmyMetricsAutoConfiguration.class,
							ShimmyEndpointAutoConfiguration.class, DaemonEndpointAutoConfiguration.class))
			.withBean(Heard.class)
			.withBean(DaemonConfig.class, () -> home().config().withTimeout(this.timeout).withAutoSpawn(autoSpawn))
			.withPropertyValues("shimmy.mode=shared", "management.endpoints.web.exposure.include=shimmy",
					"management.endpoints.jmx.exposure.include=*")
			.withPropertyValues(properties);
	}

	@Test
	void startsTheDaemonAndTellsItsTruth() {
		runner().run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ShimmySidecar.class);
			DaemonRecord daemon = home().daemon().orElseThrow();
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("model", "real-name")
				.containsEntry("phase", "READY")
				.containsEntry("restarts", 2)
				.containsEntry("contextTokens", 4096)
				.containsEntry("device", "CPU")
				.containsEntry("daemon",
						Map.of("address", daemon.address(), "pid", daemon.pid(), "version", daemon.version()));
			assertThat(context.getBean(DaemonEndpoint.class).shimmy().snapshot()).isEqualTo(health.getDetails());
			assertThat(context.getBean(DaemonEndpointWebExtension.class).act("stop", null).getStatus()).isEqualTo(409);
			assertThat(context.getBean(Heard.class).events)
				.containsExactly(new DaemonEvent(Change.FOUND, daemon.address(), daemon.pid(), daemon.version()));
			MeterRegistry meters = new SimpleMeterRegistry();
			context.getBean("shimmyChatMetrics", MeterBinder.class).bindTo(meters);
			assertThat(meters.get("shimmy.chat.active").gauge().value()).isZero();
		});
	}

	@Test
	void daemonOutlivesTheApplicationAndIsFoundAgain() throws IOException {
		runner().run((context) -> assertThat(context).hasNotFailed());
		DaemonRecord first = home().daemon().orElseThrow();
		assertThat(first.process()).isPresent();
		runner(false).run((context) -> assertThat(context).hasNotFailed());
		assertThat(home().daemon()).contains(first);
	}

	@Test
	void requestsHaveTheOwnersKeyAndNameNoModelUnlessOneIsSet() {
		runner().run((context) -> {
			assertThat(ask(context, "Hi")).isEqualTo("Hello");
			assertThat(home().requests()).singleElement()
				.asString()
				.startsWith("owner {")
				.contains("\"model\":\"\"")
				.contains("\"stream\":true");
			assertThat(model(context).call(new Prompt("Hi")).getMetadata().getModel()).isEqualTo("real-name");
		});
	}

	@Test
	void modelOfTheApplicationIsThatOfItsRequests() {
		runner("shimmy.model=hf:owner/repository/file.gguf").run((context) -> ask(context, "Hi"));
		runner("shimmy.model=models/tiny.gguf").run((context) -> ask(context, "Hi"));
		runner("shimmy.model=tiny", "shimmy.chat.model=alias").run((context) -> ask(context, "Hi"));
		assertThat(home().requests()).hasSize(3);
		assertThat(home().requests().get(0)).contains("\"model\":\"hf:owner/repository/file.gguf\"");
		assertThat(home().requests().get(1))
			.contains("\"model\":\"%s\"".formatted(Path.of("models/tiny.gguf").toAbsolutePath()));
		assertThat(home().requests().get(2)).contains("\"model\":\"alias\"");
	}

	@Test
	void withoutTheRightToStartOneAMissingDaemonFailsTheStart() {
		runner(false).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(failure(context.getStartupFailure()).code()).isEqualTo(ShimmyErrorCode.DAEMON_NOT_RUNNING);
		});
	}

	@Test
	void withoutTheRightToStartOneAndFailFastCallsFail() {
		runner(false, "shimmy.fail-fast=false").run((context) -> {
			assertThat(context).hasNotFailed();
			ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ask(context, "Hi"));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.DAEMON_NOT_RUNNING);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails().toString()).contains("DAEMON_NOT_RUNNING");
		});
	}

	@Test
	void daemonIsStartedByTheFirstCallIfNotWithTheApplication() {
		for (String later : List.of("shimmy.auto-start=false", "shimmy.start-on-first-use=true",
				"shimmy.lifecycle-management=none")) {
			runner(later).run((context) -> {
				assertThat(home().daemon()).as(later).isEmpty();
				assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
				assertThat(health(context).getDetails()).containsEntry("reason",
						"no daemon runs; the next call starts it");
				assertThat(home().daemon()).as("health starts nothing").isEmpty();
				assertThat(ask(context, "Hi")).isEqualTo("Hello");
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			});
			try {
				endDaemons();
				Files.delete(this.home.resolve("daemon.pid"));
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}
	}

	@Test
	void daemonThatEndsInMidAnswerIsLostAndTheNextCallStartsAnother() {
		runner().run((context) -> {
			DaemonRecord first = home().daemon().orElseThrow();
			ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ask(context, "die"));
			assertThat(failure.code()).as(failure.toString()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			assertThat(failure).hasMessageContaining(first.address()).hasMessageContaining("has ended");
			assertThat(ask(context, "Hi")).isEqualTo("Hello");
			assertThat(home().daemon().orElseThrow().pid()).isNotEqualTo(first.pid());
			assertThat(context.getBean(Heard.class).events).extracting(DaemonEvent::change)
				.containsExactly(Change.FOUND, Change.LOST, Change.FOUND);
		});
	}

	@Test
	void daemonThatIsToldToEndAndBreaksOffItsAnswerIsLostAndTheNextCallStartsAnother() {
		runner("shimmy.fail-fast=false").run((context) -> {
			CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask(context, "hold"));
			await().until(() -> !home().requests().isEmpty());
			DaemonRecord first = home().daemon().orElseThrow();
			first.process().orElseThrow().destroy();
			ExecutionException failure = catchThrowableOfType(ExecutionException.class,
					() -> answer.get(this.timeout.toSeconds(), TimeUnit.SECONDS));
			assertThat(failure(failure).code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			assertThat(ask(context, "Hi")).isEqualTo("Hello");
			assertThat(home().daemon().orElseThrow().pid()).isNotEqualTo(first.pid());
		});
	}

	@Test
	void heartbeatsOfTheDaemonAreNoSilence() {
		runner("shimmy.chat.first-token-timeout=3s")
			.run((context) -> assertThat(ask(context, "beat")).isEqualTo("Hello"));
	}

	@Test
	void failedModelOfTheDaemonFailsTheStartWithItsReason() throws IOException {
		home().say("{\"status\":\"down\",\"phase\":\"FAILED\",\"model\":\"big\","
				+ "\"lastFailure\":{\"code\":\"UNSUPPORTED_MODEL\",\"message\":\"it is too big\"}}");
		runner().run((context) -> {
			assertThat(context).hasFailed();
			assertThat(failure(context.getStartupFailure()))
				.hasMessage("The daemon cannot serve its model 'big': it is too big")
				.satisfies((failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_MODEL));
		});
		for (String other : List.of("shimmy.fail-fast=false", "shimmy.model=small")) {
			runner(other).run((context) -> {
				assertThat(context).as(other).hasNotFailed();
				assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			});
		}
	}

	@Test
	void otherProgramOnTheRecordedPortIsNotTheDaemon() throws IOException {
		runner().run((context) -> assertThat(context).hasNotFailed());
		DaemonRecord real = home().daemon().orElseThrow();
		this.timeout = Duration.ofSeconds(1);
		// A living process, and an address at which another one answers.
		home().file()
			.write(new DaemonRecord(DaemonRecord.SCHEMA, ProcessHandle.current().pid(), null, real.address(),
					real.version(), Secret.of("0".repeat(64))));
		try {
			runner(false, "shimmy.fail-fast=false").run((context) -> {
				// A stall of the machine looks as if nothing answered there.
				await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
					ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> ask(context, "Hi"));
					assertThat(failure.code()).isNotEqualTo(ShimmyErrorCode.SIDECAR_LOST);
					assertThat(failure).hasMessageContaining("another program");
				});
				assertThat(home().requests()).as("nothing was sent to it").isEmpty();
			});
		}
		finally {
			home().file().write(real);
		}
	}

	@Test
	void keysOfALaunchAreNamedInOneWarning(CapturedOutput output) {
		runner("shimmy.auto-start=false", "shimmy.args=--verbose", "shimmy.gpu-mode=cpu", "shimmy.binary.source=shimmy",
				"shimmy.env.RUST_LOG=debug", "shimmy.chat.temperature=0")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.toString().lines().filter((line) -> line.contains("Not used with"))).singleElement()
			.asString()
			.contains("WARN")
			.contains("shimmy.args, shimmy.env, shimmy.gpu-mode, shimmy.binary. Set them in the daemon's config.toml");
	}

	@Test
	void addressOfAnExternalServerIsRefused() {
		runner("shimmy.base-url=http://127.0.0.1:1/v1").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(failure(context.getStartupFailure())).hasMessageContaining("'shimmy.base-url'")
				.hasMessageContaining("only with shimmy.mode=external");
		});
	}

	private static ChatModel model(ApplicationContext context) {
		return context.getBean("shimmyChatModel", ChatModel.class);
	}

	private static String ask(ApplicationContext context, String question) {
		return model(context).call(question);
	}

	private static Health health(ApplicationContext context) {
		return context.getBean("shimmyHealthIndicator", HealthIndicator.class).health();
	}

	private static ShimmyException failure(Throwable thrown) {
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (each instanceof ShimmyException known) {
				return known;
			}
		}
		throw new AssertionError("no failure of ours", thrown);
	}

	/** The events that an application hears. */
	static final class Heard {

		/** Written by the threads of the search, and read by the test. */
		private final List<DaemonEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void happened(DaemonEvent event) {
			this.events.add(event);
		}

	}

}
