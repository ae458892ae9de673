package io.github.shimmy4j.autoconfigure.metrics;

import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.chat.ShimmyChatAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Calls that wait and run, as the metrics show them. */
class ChatMetricsTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	private ApplicationContextRunner runner(FakeShimmyBinary binary) {
		return FakeShimmyContext.in(this.directory, binary)
			.runner()
			.withPropertyValues("shimmy.chat.max-concurrent=1", "shimmy.chat.idle-timeout=20s")
			.withConfiguration(
					AutoConfigurations.of(ShimmyUseAutoConfiguration.class, ShimmyChatAutoConfiguration.class,
							ShimmyMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
							SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));
	}

	private static double gauge(MeterRegistry registry, String name) {
		return registry.get(name).gauge().value();
	}

	private static Timer waits(MeterRegistry registry, String outcome) {
		return registry.get("shimmy.chat.wait").tag("outcome", outcome).timer();
	}

	private static ShimmyException failureOf(ChatModel model) {
		return catchThrowableOfType(ShimmyException.class, () -> model.call(new Prompt("Hello")));
	}

	@Test
	void callThatRunsAndOneThatWaitsAreSeenAndSoIsWhatCameOfThem() {
		runner(FakeShimmyContext.WELL).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ChatModel model = context.getBean(ChatModel.class);
			ServerUse busy = context.getBean(ShimmySidecar.class).use().join();
			Disposable waiter = model.stream(new Prompt("Hello")).subscribe();
			await().atMost(LIMIT)
				.until(() -> gauge(registry, "shimmy.chat.active") == 1 && gauge(registry, "shimmy.chat.waiting") == 1);
			waiter.dispose();
			await().atMost(LIMIT).until(() -> gauge(registry, "shimmy.chat.waiting") == 0);
			assertThat(waits(registry, "cancelled").count()).isOne();
			busy.close();
			model.call(new Prompt("Hello"));
			assertThat(waits(registry, "granted").count()).isOne();
			await().atMost(LIMIT).until(() -> gauge(registry, "shimmy.chat.active") == 0);
		});
	}

	@Test
	void waitThatWasTooLongAndOneThatWasRefusedAreToldApart() {
		runner(FakeShimmyContext.WELL.with(Fault.BIND_DELAY, Duration.ofSeconds(60)))
			.withPropertyValues("shimmy.chat.idle-timeout=300ms", "shimmy.fail-fast=false")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				ChatModel model = context.getBean(ChatModel.class);
				assertThat(failureOf(model).code()).isEqualTo(ShimmyErrorCode.NOT_READY);
				assertThat(waits(registry, "timeout").count()).isOne();
				context.getBean(ShimmySidecar.class).stop().join();
				assertThat(failureOf(model).code()).isEqualTo(ShimmyErrorCode.NOT_RUNNING);
				assertThat(waits(registry, "refused").count()).isOne();
			});
	}

	@Test
	void callsAreAnsweredWithoutMicrometersMeters() {
		FakeShimmyContext.in(this.directory)
			.runner()
			.withConfiguration(AutoConfigurations.of(ShimmyUseAutoConfiguration.class,
					ShimmyChatAutoConfiguration.class, ShimmyMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context.getBean(ChatModel.class).call("Hello")).isNotEmpty());
	}

}
