package io.github.shimmy4j.autoconfigure.sidecar;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.ShimmyProperties;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.supervision.SidecarFactory;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One application after the other in one JVM, for each value of
 * {@code shimmy.lifecycle-management}.
 */
class LifecycleManagementTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String START_ONLY = "shimmy.lifecycle-management=start-only";

	/** In the place of the JVM's, which other tests share. */
	private final KeptSidecars kept = new KeptSidecars();

	@TempDir
	Path directory;

	FakeShimmyContext fake;

	@BeforeEach
	void install() {
		this.fake = FakeShimmyContext.in(this.directory);
	}

	@AfterEach
	void endOfTheJvmLeavesNothing() {
		this.kept.end();
		assertThat(this.fake.alivePids()).as("servers").isEmpty();
		assertThat(this.fake.launchDirectories()).as("launch directories").isEmpty();
	}

	private ConfigurableApplicationContext run(String... properties) {
		return run(Application.class, properties);
	}

	private ConfigurableApplicationContext run(Class<?> source, String... properties) {
		return new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
			.initializers((context) -> register((GenericApplicationContext) context))
			.properties(this.fake.properties())
			.properties("spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	private void register(GenericApplicationContext context) {
		context.registerBean(ShimmyHome.class, this.fake::home);
		context.registerBean(SidecarLending.class,
				() -> new SidecarLending(this.kept, context.getBean(SidecarFactory.class), this.fake.home(),
						context.getBean(ShimmyProperties.class), context.getBeanFactory(), context.getEnvironment()));
	}

	private static Long pid(ConfigurableApplicationContext context) {
		return context.getBean(ShimmySidecar.class).snapshot().pid();
	}

	@Test
	void startOnlyLeavesTheServerToTheNextContext() {
		Long pid;
		try (ConfigurableApplicationContext first = run(START_ONLY)) {
			pid = pid(first);
		}
		assertThat(this.fake.alivePids()).containsExactly(pid);
		try (ConfigurableApplicationContext second = run(START_ONLY)) {
			assertThat(second.getBean(ShimmySidecar.class).snapshot().phase()).isEqualTo(Phase.READY);
			assertThat(pid(second)).isEqualTo(pid);
			assertThat(second.getBean(StartDecision.class).outcome()).isEqualTo(StartDecision.Outcome.KEEP);
		}
		assertThat(this.fake.startedPids()).containsExactly(pid);
	}

	@Test
	void startOnlyWithOtherOptionsEndsTheOldServerFirst() {
		Long pid;
		try (ConfigurableApplicationContext first = run(START_ONLY)) {
			pid = pid(first);
		}
		try (ConfigurableApplicationContext second = run(START_ONLY, "shimmy.max-restarts=7")) {
			assertThat(pid(second)).isNotEqualTo(pid);
			assertThat(this.fake.alivePids()).containsExactly(pid(second));
		}
	}

	@Test
	void startOnlyStartsServerThatEndedMeanwhile() {
		run(START_ONLY, "shimmy.idle-stop-after=200ms").close();
		await().atMost(LIMIT).untilAsserted(() -> assertThat(this.fake.alivePids()).isEmpty());
		try (ConfigurableApplicationContext second = run(START_ONLY, "shimmy.idle-stop-after=200ms")) {
			assertThat(second.getBean(StartDecision.class).outcome()).isEqualTo(StartDecision.Outcome.START);
			assertThat(second.getBean(Heard.class).events).isNotEmpty();
			assertThat(this.fake.startedPids()).hasSize(2);
		}
	}

	@Test
	void closedContextHearsNoMoreOfTheServerThatGoesOn() {
		ConfigurableApplicationContext first = run(START_ONLY);
		Heard heard = first.getBean(Heard.class);
		first.close();
		int before = heard.events.size();
		try (ConfigurableApplicationContext second = run(START_ONLY)) {
			assertThat(second.getBean(ShimmySidecar.class).restart()).succeedsWithin(LIMIT);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(second.getBean(Heard.class).events)
					.hasAtLeastOneElementOfType(SidecarEvent.Ready.class));
		}
		assertThat(heard.events).hasSize(before);
	}

	@Test
	void serverThatGoesOnDoesNotKeepTheClosedContextInMemory() {
		WeakReference<Object> beans = beansOfContextThatIsClosed();
		assertThat(this.fake.alivePids()).hasSize(1);
		await().atMost(LIMIT).untilAsserted(() -> {
			System.gc();
			assertThat(beans.refersTo(null)).as("beans of the closed context are forgotten").isTrue();
		});
	}

	private WeakReference<Object> beansOfContextThatIsClosed() {
		try (ConfigurableApplicationContext context = run(START_ONLY)) {
			return new WeakReference<>(context.getBeanFactory());
		}
	}

	@Test
	void partOfTheApplicationsOwnCannotOutliveItsContext() {
		try (ConfigurableApplicationContext first = run(WithRegistry.class, START_ONLY)) {
			assertThat(this.fake.alivePids()).containsExactly(pid(first));
		}
		assertThat(this.fake.alivePids()).isEmpty();
	}

	@Test
	void noneStartsNothingAndStopsNothing() {
		String none = "shimmy.lifecycle-management=none";
		Long pid;
		try (ConfigurableApplicationContext first = run(none)) {
			assertThat(this.fake.startedPids()).isEmpty();
			assertThat(first.getBean(ShimmySidecar.class).start()).succeedsWithin(LIMIT);
			pid = pid(first);
		}
		assertThat(this.fake.alivePids()).containsExactly(pid);
		try (ConfigurableApplicationContext second = run(none)) {
			assertThat(pid(second)).isEqualTo(pid);
			assertThat(second.getBean(ShimmySidecar.class).stop()).succeedsWithin(LIMIT);
			assertThat(this.fake.alivePids()).isEmpty();
		}
	}

	@Test
	void startAndStopStopsWithTheContext() {
		run("shimmy.lifecycle-management=start-and-stop").close();
		assertThat(this.fake.alivePids()).isEmpty();
		run().close();
		assertThat(this.fake.startedPids()).hasSize(2);
		assertThat(this.fake.alivePids()).isEmpty();
	}

	@Test
	void startOnlyKeepsNoServerThatFailed() {
		this.fake.install(FakeShimmyContext.WELL.with(Fault.EXIT_AT_START, 2));
		run(START_ONLY, "shimmy.fail-fast=false").close();
		this.fake.install(FakeShimmyContext.WELL);
		try (ConfigurableApplicationContext second = run(START_ONLY, "shimmy.fail-fast=false")) {
			assertThat(second.getBean(ShimmySidecar.class).whenReady()).succeedsWithin(LIMIT);
			assertThat(second.getBean(ShimmySidecar.class).snapshot().lastFailure()).isNull();
		}
	}

	@ImportAutoConfiguration(ShimmySidecarAutoConfiguration.class)
	static class Application {

		@Bean
		Heard heard() {
			return new Heard();
		}

	}

	static class WithRegistry extends Application {

		@Bean
		ModelRegistry usersRegistry(ShimmyHome home) {
			return new ModelDirectory(home.models(), ModelCatalog.builtIn());
		}

	}

	/** A bean of the application that listens. */
	static class Heard {

		final List<SidecarEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(SidecarEvent event) {
			this.events.add(event);
		}

	}

}
