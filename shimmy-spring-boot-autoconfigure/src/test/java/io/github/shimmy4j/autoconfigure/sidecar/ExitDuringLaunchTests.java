package io.github.shimmy4j.autoconfigure.sidecar;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A JVM that ends while its application starts, or after its contexts. */
@Execution(ExecutionMode.CONCURRENT)
class ExitDuringLaunchTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	private void assertNothingIsLeft(FakeShimmyContext fake) {
		assertThat(fake.alivePids()).as("servers").isEmpty();
		assertThat(fake.startedPids()).as("servers ever started").hasSize(1);
		assertThat(this.directory.resolve("home/run")).isDirectory();
		assertThat(this.directory.resolve("home/run")).isDirectoryNotContaining((file) -> !file.endsWith("home"));
	}

	/** The refresh waits for the server all the while. */
	@Test
	void exitOfTheJvmDuringTheLaunchEndsTheServer() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory, FakeShimmyContext.WELL.with(Fault.NEVER_BIND));
		try (OwnJvm jvm = OwnJvm.start(this.directory, fake, List.of(), ExitsWhenLaunched.class)) {
			assertThat(jvm.awaitExit()).as(jvm.printed()).isEqualTo(3);
			assertNothingIsLeft(fake);
		}
	}

	@Test
	void terminationDuringTheLaunchEndsTheServer() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory, FakeShimmyContext.WELL.with(Fault.NEVER_BIND));
		try (OwnJvm jvm = OwnJvm.start(this.directory, fake, List.of(), Waits.class)) {
			await().atMost(OwnJvm.LIMIT).until(() -> !fake.startedPids().isEmpty());
			jvm.terminate();
			assertThat(jvm.awaitExit()).isEqualTo(143);
			assertNothingIsLeft(fake);
		}
	}

	@Test
	void serverThatOutlivesItsContextEndsWithTheJvm() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		try (OwnJvm jvm = OwnJvm.start(this.directory, fake, List.of(), ClosesItsContext.class,
				"shimmy.lifecycle-management=none")) {
			assertThat(jvm.awaitExit()).as(jvm.printed()).isZero();
			assertThat(jvm.lines("ALIVE")).containsExactly("true");
			assertNothingIsLeft(fake);
		}
	}

	/** The context is closed by Spring's shutdown hook, while ours runs beside it. */
	@Test
	void startOnlyWithContextThatIsOpenAtTheEndEndsWithTheJvm() {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		try (OwnJvm jvm = OwnJvm.start(this.directory, fake, List.of(), Waits.class,
				"shimmy.lifecycle-management=start-only", "spring.main.keep-alive=true")) {
			jvm.awaitLine("STARTED", 1);
			jvm.terminate();
			assertThat(jvm.awaitExit()).isEqualTo(143);
			assertNothingIsLeft(fake);
		}
	}

	private static SpringApplication application(Class<?> source) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShimmySidecarAutoConfiguration.class)
	static class Waits {

		public static void main(String[] arguments) {
			application(Waits.class).run(arguments);
			System.out.println("STARTED now");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShimmySidecarAutoConfiguration.class)
	static class ExitsWhenLaunched {

		public static void main(String[] arguments) {
			application(ExitsWhenLaunched.class).run(arguments);
		}

		/** Exits from a thread of the application, as a watchdog would. */
		@Bean
		Thread watchdog(ShimmySidecar sidecar) {
			Thread thread = new Thread(() -> {
				await().atMost(LIMIT).until(() -> !sidecar.outputTail().isEmpty());
				System.exit(3);
			});
			thread.start();
			return thread;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShimmySidecarAutoConfiguration.class)
	static class ClosesItsContext {

		public static void main(String[] arguments) {
			long pid;
			try (var context = application(ClosesItsContext.class).run(arguments)) {
				pid = context.getBean(ShimmySidecar.class).start().join().pid();
			}
			System.out.println("ALIVE " + ProcessHandle.of(pid).isPresent());
		}

	}

}
