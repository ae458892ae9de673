package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.chat.ShimmyChatAutoConfiguration;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The server in the contexts that spring-test makes, caches, pauses and resumes. */
class TestContextTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	static Path directory;

	static FakeShimmyContext fake;

	private int before;

	@BeforeAll
	static void install() {
		fake = FakeShimmyContext.in(directory);
	}

	@BeforeEach
	void count() {
		this.before = fake.startedPids().size();
	}

	/** Runs what spring-test does for a class of tests, and hands over its context. */
	private static ApplicationContext run(Class<?> testClass) throws Exception {
		TestContextManager manager = new TestContextManager(testClass);
		manager.beforeTestClass();
		ApplicationContext context = manager.getTestContext().getApplicationContext();
		manager.afterTestClass();
		return context;
	}

	private static SidecarSnapshot snapshot(ApplicationContext context) {
		return context.getBean(ShimmySidecar.class).snapshot();
	}

	@Test
	void switchingContextsPausesThemAndLeavesTheirServersRunning() throws Exception {
		ApplicationContext one = run(OneTest.class);
		Long pid = snapshot(one).pid();
		assertThat(pid).isNotNull();
		ApplicationContext other = run(OtherTest.class);
		assertThat(one.getBean(Pauseable.class).stops).as("pauses of the first context").hasValue(1);
		assertThat(snapshot(one).phase()).isEqualTo(Phase.READY);
		assertThat(snapshot(other).phase()).isEqualTo(Phase.READY);
		assertThat(run(OneTest.class)).isSameAs(one);
		assertThat(snapshot(one).pid()).isEqualTo(pid);
		assertThat(fake.startedPids()).hasSize(this.before + 2);
	}

	@Test
	void skipInTestsLaunchesNothingAndChatSaysWhy() throws Exception {
		ApplicationContext context = run(SkippingTest.class);
		assertThat(snapshot(context).phase()).isEqualTo(Phase.STOPPED);
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> context.getBean(ChatClient.class).prompt("Hello").call().content())
			.withMessageContaining("shimmy.skip.in-tests")
			.satisfies((failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.NOT_RUNNING));
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> context.getBean(ShimmySidecar.class).ensureReady(LIMIT))
			.withMessageContaining("shimmy.skip.in-tests");
		assertThat(fake.startedPids()).hasSize(this.before);
	}

	@Test
	void skipInTestsHoldsForTestsWithoutBootToo() throws Exception {
		assertThat(snapshot(run(PlainSkippingTest.class)).phase()).isEqualTo(Phase.STOPPED);
		assertThat(fake.startedPids()).hasSize(this.before);
	}

	@Test
	void skipInTestsMeansNothingOutsideTests() {
		fake.runner()
			.withPropertyValues("shimmy.skip.in-tests=true")
			.run((context) -> assertThat(snapshot(context).phase()).isEqualTo(Phase.READY));
	}

	abstract static class OnFake {

		@DynamicPropertySource
		static void shimmy(DynamicPropertyRegistry registry) {
			for (String property : fake.properties()) {
				int equals = property.indexOf('=');
				registry.add(property.substring(0, equals), () -> property.substring(equals + 1));
			}
		}

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE)
	static class OneTest extends OnFake {

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE, properties = "other=true")
	static class OtherTest extends OnFake {

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
			properties = { "shimmy.skip.in-tests=true", "shimmy.start-on-first-use=true" })
	static class SkippingTest extends OnFake {

	}

	@ContextConfiguration(classes = Application.class)
	@TestPropertySource(properties = "shimmy.skip.in-tests=true")
	static class PlainSkippingTest extends OnFake {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ShimmySidecarAutoConfiguration.class, ShimmyUseAutoConfiguration.class,
			ShimmyChatAutoConfiguration.class, ToolCallingAutoConfiguration.class, ChatClientAutoConfiguration.class })
	static class Application {

		@Bean
		Pauseable pauseable() {
			return new Pauseable();
		}

	}

	/** A bean that spring-test stops when it pauses the context. */
	static class Pauseable implements SmartLifecycle {

		final AtomicInteger stops = new AtomicInteger();

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.stops.incrementAndGet();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
