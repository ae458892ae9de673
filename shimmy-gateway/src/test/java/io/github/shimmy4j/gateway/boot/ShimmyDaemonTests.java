package io.github.shimmy4j.gateway.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The daemon without any settings. */
class ShimmyDaemonTests {

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext start(SpringApplication daemon) throws IOException {
		daemon.addInitializers((context) -> separate((GenericApplicationContext) context));
		return daemon.run("--shimmy.auto-start=false", "--shimmy.gateway.bind-address=127.0.0.1:0",
				"--shimmy.model=" + TestModel.write(this.directory.resolve("tiny.gguf")));
	}

	/** It must not meet this user's files, or end the event loops of other tests. */
	private void separate(GenericApplicationContext context) {
		context.registerBean(ShimmyHome.class,
				() -> ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.directory.toString())));
		context.registerBean(ReactorResourceFactory.class, () -> {
			ReactorResourceFactory own = new ReactorResourceFactory();
			own.setUseGlobalResources(false);
			own.setShutdownQuietPeriod(Duration.ZERO);
			return own;
		});
	}

	@Test
	void defaultsAreThoseOfADaemon() throws IOException {
		try (ConfigurableApplicationContext context = start(ShimmyDaemon.application())) {
			assertDefaults(context);
		}
	}

	@Test
	void settingsOfTheLogReplaceNoDefault() throws IOException {
		SpringApplication daemon = ShimmyDaemon.application();
		daemon.setDefaultProperties(ShimmyDaemon.defaultsAnd(Map.of("logging.file.name", "unused")));
		try (ConfigurableApplicationContext context = start(daemon)) {
			assertDefaults(context);
			assertThat(context.getEnvironment().getProperty("logging.file.name")).isEqualTo("unused");
		}
	}

	private static void assertDefaults(ConfigurableApplicationContext context) {
		ShimmyProperties settings = context.getBean(ShimmyProperties.class);
		assertThat(settings.requestedContext()).isEqualTo(ContextRequest.upTo(16_384));
		assertThat(settings.idleStopAfter()).isEqualTo(Duration.ofMinutes(30));
		assertThat(settings.failFast()).isFalse();
		assertThat(context.getBean(ServerProperties.class).getShutdown()).isEqualTo(Shutdown.GRACEFUL);
		assertThat(context.getBean(LifecycleProperties.class).getTimeoutPerShutdownPhase())
			.isEqualTo(Duration.ofSeconds(30));
	}

}
