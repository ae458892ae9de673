package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.FailureReport;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class UnknownPropertyCheckTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShimmySidecarAutoConfiguration.class))
		.withPropertyValues("shimmy.auto-start=false");

	@ParameterizedTest
	@CsvSource({ "shimmy.prefered-port, shimmy.preferred-port", "shimmy.chat.max-token, shimmy.chat.max-tokens",
			"shimmy.restart.windows, shimmy.restart.window", "shimmy.model.path, shimmy.model",
			"shimmy.port-rnage, shimmy.port-range", "shimmy.fallback, shimmy.fail-fast",
			"shimmy.temperature, shimmy.chat.temperature" })
	void mistypedKeyIsRefusedWithTheNearestName(String mistyped, String nearest) {
		this.runner.withPropertyValues(mistyped + "=1").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(FailureReport.rootOf(context.getStartupFailure())).asInstanceOf(type(ShimmyException.class))
				.satisfies((failure) -> {
					assertThat(failure.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION);
					assertThat(failure).hasMessageStartingWith("There is no property '%s'".formatted(mistyped))
						.hasMessageEndingWith("the nearest name is '%s'".formatted(nearest));
				});
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "shimmy.healthTimeout=5s", "shimmy.health_timeout=5s", "shimmy.HEALTH-TIMEOUT=5s",
			"shimmy.healthtimeout=5s", "shimmy.chat.maxTokens=5", "shimmy.chat.max_tokens=5",
			"shimmy.chat.extraBody.key=5" })
	void otherSpellingOfKnownKeyIsAccepted(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "shimmy.env.RUST=1", "shimmy.env.[RUST_LOG]=debug", "shimmy.env[RUST_LOG]=debug",
			"shimmy.env.a.b=1", "shimmy.args[0]=--verbose", "shimmy.args=--verbose,--other",
			"shimmy.chat.headers.X-Team=blue", "shimmy.chat.extra-body.a.b=1", "shimmy.chat.extra-body.list[0]=1" })
	void keyInsideMapOrListIsAccepted(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void keyOfAnotherPrefixIsNoConcernOfOurs() {
		this.runner.withPropertyValues("shimmying=1", "shimmy-x.y=1", "other.shimmy.typo=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void environmentVariableIsExempt() {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("SHIMMY_FOO", "1", "SHIMMY_API_KEY", "sk-of-shimmy", "SHIMMY4J_HOME", "/tmp"))))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void keyThatAnotherModuleDocumentsIsAccepted(@TempDir Path jar) throws IOException {
		Path metadata = Files.createDirectories(jar.resolve("META-INF"))
			.resolve("additional-spring-configuration-metadata.json");
		Files.writeString(metadata, """
				{ "properties": [
					{ "name": "shimmy.gateway.port", "type": "java.lang.Integer" },
					{ "name": "shimmy.gateway.routes", "type": "java.util.Map<java.lang.String,java.lang.String>" }
				] }""");
		ApplicationContextRunner more = this.runner.withPropertyValues("shimmy.gateway.port=1",
				"shimmy.gateway.routes.a=b");
		more.run((context) -> assertThat(context).hasFailed());
		try (URLClassLoader classLoader = new URLClassLoader(new URL[] { jar.toUri().toURL() },
				getClass().getClassLoader())) {
			more.withClassLoader(classLoader).run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void messageSaysWhereTheKeyIsAndNotItsValue(@TempDir Path config) throws IOException {
		Path file = Files.writeString(config.resolve("application.properties"), "\n\nshimmy.api-kee=sk-very-secret\n");
		this.runner.withPropertyValues("spring.config.location=" + file.toUri())
			.withInitializer(new ConfigDataApplicationContextInitializer())
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(FailureReport.of(context.getStartupFailure()).getDescription())
					.contains("'shimmy.api-kee'", "application.properties", "3:16", "'shimmy.api-key'")
					.doesNotContain("secret");
			});
	}

}
