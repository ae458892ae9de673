package io.github.shimmy4j.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryInstall;
import io.github.shimmy4j.binary.BinarySource;
import io.github.shimmy4j.capability.ContextRequest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Every property twice: its default, and a value that is not its default. */
class ShimmyPropertiesTests {

	private static final String DIGEST = "0123456789abcdef".repeat(4);

	private static final String[] NOTHING_IS_DEFAULT = { "shimmy.enabled=false", "shimmy.mode=external",
			"shimmy.auto-start=false", "shimmy.base-url=http://10.0.0.7:8000/v1", "shimmy.api-key=sk-very-secret",
			"shimmy.shimmy-path=/opt/shimmy", "shimmy.preferred-port=0", "shimmy.port-range=7",
			"shimmy.models-dir=/models", "shimmy.projector=/models/eyes.gguf", "shimmy.args[0]=--cpu-moe",
			"shimmy.args[1]=--verbose", "shimmy.env.[RUST_LOG]=debug-secret", "shimmy.gpu-mode=vulkan",
			"shimmy.context-size=8192", "shimmy.health-timeout=5m", "shimmy.max-restarts=0",
			"shimmy.model=/models/other.gguf", "shimmy.fail-fast=false", "shimmy.start-on-first-use=true",
			"shimmy.idle-stop-after=15m", "shimmy.liveness.interval=0", "shimmy.liveness.timeout=1s",
			"shimmy.liveness.failures=1", "shimmy.liveness.idle-generation=0", "shimmy.chat.max-concurrent=1",
			"shimmy.restart.window=1h", "shimmy.shutdown.grace=0", "shimmy.binary.source=shimmy",
			"shimmy.binary.install=cargo", "shimmy.binary.version=2.6.5", "shimmy.binary.sha256=" + DIGEST,
			"shimmy.binary.mirror=https://mirror.test/{version}/{asset}", "shimmy.model-source.discover=true",
			"shimmy.model-source.accept-license[0]=gemma", "shimmy.model-source.catalog[0]=classpath:models.yaml",
			"shimmy.chat.model=other", "shimmy.chat.temperature=2", "shimmy.chat.max-tokens=1",
			"shimmy.chat.idle-timeout=250ms", "shimmy.chat.first-token-timeout=350ms",
			"shimmy.chat.headers.X-Team=blue-secret", "shimmy.chat.extra-body.user.id=42",
			"shimmy.chat.control-tokens=refuse", "shimmy.chat.reasoning=off", "shimmy.lifecycle-management=start-only",
			"shimmy.health.readiness-group=true", "shimmy.skip.in-tests=true" };

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		ShimmyProperties properties = BoundProperties.of();
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.mode()).isEqualTo(ShimmyMode.OWNED);
		assertThat(properties.autoStart()).isTrue();
		assertThat(properties.baseUrl()).isNull();
		assertThat(properties.apiKey()).isNull();
		assertThat(properties.shimmyPath()).isNull();
		assertThat(properties.preferredPort()).isEqualTo(11435);
		assertThat(properties.portRange()).isEqualTo(100);
		assertThat(properties.modelsDir()).isNull();
		assertThat(properties.projector()).isNull();
		assertThat(properties.args()).isEmpty();
		assertThat(properties.env()).isEmpty();
		assertThat(properties.gpuMode()).isEqualTo(GpuMode.AUTO);
		assertThat(properties.requestedContext()).isNull();
		assertThat(properties.healthTimeout()).isEqualTo(Duration.ofSeconds(120));
		assertThat(properties.maxRestarts()).isEqualTo(5);
		assertThat(properties.model()).isEqualTo("smollm2-135m-instruct");
		assertThat(properties.failFast()).isTrue();
		assertThat(properties.startOnFirstUse()).isFalse();
		assertThat(properties.idleStopAfter()).isZero();
		assertThat(properties.lifecycleManagement()).isEqualTo(LifecycleManagement.START_AND_STOP);
		assertThat(properties.restart().window()).isEqualTo(Duration.ofMinutes(10));
		assertThat(properties.liveness().interval()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.liveness().timeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.liveness().failures()).isEqualTo(3);
		assertThat(properties.liveness().idleGeneration()).isEqualTo(Duration.ofMinutes(10));
		assertThat(properties.shutdown().grace()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.binary().source()).isEqualTo(BinarySource.AUTO);
		assertThat(properties.binary().install()).isEqualTo(BinaryInstall.NEVER);
		assertThat(properties.binary().version()).isNull();
		assertThat(properties.binary().sha256()).isNull();
		assertThat(properties.binary().mirror()).isNull();
		assertThat(properties.modelSource().discover()).isFalse();
		assertThat(properties.modelSource().acceptLicense()).isEmpty();
		assertThat(properties.modelSource().catalog()).isEmpty();
		assertThat(properties.chat().model()).isNull();
		assertThat(properties.chat().temperature()).isNull();
		assertThat(properties.chat().maxTokens()).isEqualTo(512);
		assertThat(properties.chat().maxConcurrent()).isNull();
		assertThat(properties.chat().idleTimeout()).isEqualTo(Duration.ofSeconds(120));
		assertThat(properties.chat().firstTokenTimeout()).isNull();
		assertThat(properties.chat().headers()).isEmpty();
		assertThat(properties.chat().extraBody()).isEmpty();
		assertThat(properties.chat().controlTokens()).isNull();
		assertThat(properties.chat().reasoning()).isEqualTo(Reasoning.AUTO);
		assertThat(properties.health().readinessGroup()).isFalse();
		assertThat(properties.skip().inTests()).isFalse();
	}

	@Test
	void everyPropertyBindsToAnotherValueThanItsDefault() {
		ShimmyProperties properties = BoundProperties.of(NOTHING_IS_DEFAULT);
		assertThat(properties.enabled()).isFalse();
		assertThat(properties.mode()).isEqualTo(ShimmyMode.EXTERNAL);
		assertThat(properties.autoStart()).isFalse();
		assertThat(properties.baseUrl()).isEqualTo(URI.create("http://10.0.0.7:8000/v1"));
		assertThat(properties.apiKey()).isEqualTo("sk-very-secret");
		assertThat(properties.shimmyPath()).isEqualTo("/opt/shimmy");
		assertThat(properties.preferredPort()).isZero();
		assertThat(properties.portRange()).isEqualTo(7);
		assertThat(properties.modelsDir()).isEqualTo("/models");
		assertThat(properties.projector()).isEqualTo("/models/eyes.gguf");
		assertThat(properties.args()).containsExactly("--cpu-moe", "--verbose");
		assertThat(properties.env()).containsExactly(Map.entry("RUST_LOG", "debug-secret"));
		assertThat(properties.gpuMode()).isEqualTo(GpuMode.VULKAN);
		assertThat(properties.requestedContext()).isEqualTo(ContextRequest.exactly(8192));
		assertThat(properties.healthTimeout()).isEqualTo(Duration.ofMinutes(5));
		assertThat(properties.maxRestarts()).isZero();
		assertThat(properties.model()).isEqualTo("/models/other.gguf");
		assertThat(properties.failFast()).isFalse();
		assertThat(properties.startOnFirstUse()).isTrue();
		assertThat(properties.idleStopAfter()).isEqualTo(Duration.ofMinutes(15));
		assertThat(properties.lifecycleManagement()).isEqualTo(LifecycleManagement.START_ONLY);
		assertThat(properties.restart().window()).isEqualTo(Duration.ofHours(1));
		assertThat(properties.liveness().interval()).isZero();
		assertThat(properties.liveness().timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(properties.liveness().failures()).isOne();
		assertThat(properties.liveness().idleGeneration()).isZero();
		assertThat(properties.shutdown().grace()).isZero();
		assertThat(properties.binary().source()).isEqualTo(BinarySource.SHIMMY);
		assertThat(properties.binary().install()).isEqualTo(BinaryInstall.CARGO);
		assertThat(properties.binary().version()).isEqualTo("2.6.5");
		assertThat(properties.binary().sha256()).isEqualTo(DIGEST);
		assertThat(properties.binary().mirror()).isEqualTo("https://mirror.test/{version}/{asset}");
		assertThat(properties.modelSource().discover()).isTrue();
		assertThat(properties.modelSource().acceptLicense()).containsExactly("gemma");
		assertThat(properties.modelSource().catalog()).containsExactly("classpath:models.yaml");
		assertThat(properties.chat().model()).isEqualTo("other");
		assertThat(properties.chat().temperature()).isEqualTo(2);
		assertThat(properties.chat().maxTokens()).isEqualTo(1);
		assertThat(properties.chat().maxConcurrent()).isOne();
		assertThat(properties.chat().idleTimeout()).isEqualTo(Duration.ofMillis(250));
		assertThat(properties.chat().firstTokenTimeout()).isEqualTo(Duration.ofMillis(350));
		assertThat(properties.chat().headers()).containsExactly(Map.entry("X-Team", "blue-secret"));
		assertThat(properties.chat().extraBody()).isEqualTo(Map.of("user", Map.of("id", "42")));
		assertThat(properties.chat().controlTokens()).isEqualTo(ControlTokens.REFUSE);
		assertThat(properties.chat().reasoning()).isEqualTo(Reasoning.OFF);
		assertThat(properties.health().readinessGroup()).isTrue();
		assertThat(properties.skip().inTests()).isTrue();
	}

	/** A property that is added and not mapped above fails here. */
	@TestFactory
	Stream<DynamicTest> mappingLeavesNoDefault() throws ReflectiveOperationException {
		return PropertyLeaf.of(BoundProperties.of())
			.stream()
			.map((leaf) -> DynamicTest.dynamicTest(leaf.name(),
					() -> assertThat(valueOf(leaf.name())).isNotEqualTo(leaf.value())));
	}

	private static Object valueOf(String name) throws ReflectiveOperationException {
		for (PropertyLeaf leaf : PropertyLeaf.of(BoundProperties.of(NOTHING_IS_DEFAULT))) {
			if (leaf.name().equals(name)) {
				return leaf.value();
			}
		}
		throw new AssertionError("no property " + name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "shimmy.env.MY_Var=x", "shimmy.env.[MY_Var]=x", "shimmy.env[MY_Var]=x" })
	void variableKeepsItsCaseAndUnderscore(String property) {
		assertThat(BoundProperties.of(property).env()).containsOnlyKeys("MY_Var");
	}

	@Test
	void variableInYamlKeepsItsCaseAndUnderscore(@TempDir Path config) throws IOException {
		Path file = Files.writeString(config.resolve("application.yaml"), """
				shimmy:
				  env:
				    MY_Var: x
				    RUST_LOG: shimmy=debug
				""");
		new ApplicationContextRunner().withPropertyValues("spring.config.location=" + file.toUri())
			.withInitializer(new ConfigDataApplicationContextInitializer())
			.run((context) -> assertThat(
					Binder.get(context.getEnvironment()).bindOrCreate("shimmy", ShimmyProperties.class).env())
				.isEqualTo(Map.of("MY_Var", "x", "RUST_LOG", "shimmy=debug")));
	}

	@Test
	void toStringShowsNoSecret() {
		ShimmyProperties properties = BoundProperties.of(NOTHING_IS_DEFAULT);
		assertThat(properties.toString()).contains("model=/models/other.gguf", "10.0.0.7").doesNotContain("secret");
		assertThat(properties.chat().toString()).contains("model=other", "PT0.25S").doesNotContain("secret");
	}

	@Test
	void collectionsCannotBeChanged() {
		ShimmyProperties properties = BoundProperties.of(NOTHING_IS_DEFAULT);
		assertThat(properties.args()).isUnmodifiable();
		assertThat(properties.env()).isUnmodifiable();
		assertThat(properties.chat().headers()).isUnmodifiable();
	}

	@Test
	void addressThatIsEmptyIsNoAddress() {
		assertThat(BoundProperties.of("shimmy.base-url=").baseUrl()).isNull();
	}

}
