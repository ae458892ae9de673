package io.github.shimmy4j.autoconfigure.embedding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.autoconfigure.FakeShimmyWeb;
import io.github.shimmy4j.autoconfigure.sidecar.EmbeddingSidecar;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Issue 15: the endpoint, the readiness group and the meters showed the chat model's
 * server only.
 */
class EmbeddingSidecarInSightTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	private FakeShimmyWeb start(String... properties) throws IOException {
		FakeShimmyContext fake = FakeShimmyContext.in(this.directory);
		Path program = FakeShimmyBinary.llamaServer().install(Files.createDirectories(this.directory.resolve("llama")));
		TestModel.write(fake.home().models().resolve("vectors.gguf"));
		String[] all = new String[properties.length + 3];
		System.arraycopy(properties, 0, all, 0, properties.length);
		all[properties.length] = "shimmy.shimmy-path=" + program;
		all[properties.length + 1] = "management.endpoints.web.exposure.include=shimmy,health";
		all[properties.length + 2] = "management.endpoint.health.show-details=always";
		return FakeShimmyWeb.start(fake, all);
	}

	@Test
	void endpointAndHealthShowBothServers() throws IOException {
		try (FakeShimmyWeb web = start("shimmy.embedding.model=vectors")) {
			JsonNode body = FakeShimmyWeb.json(web.get("/actuator/shimmy"));
			assertThat(body.propertyNames()).containsExactly("snapshot", "transitions", "output", "embedding");
			JsonNode embedding = body.path("embedding");
			assertThat(embedding.propertyNames()).containsExactly("snapshot", "transitions", "output");
			assertThat(embedding.at("/snapshot/phase").asString()).isEqualTo("READY");
			assertThat(embedding.at("/snapshot/model").asString()).isEqualTo("vectors");
			assertThat(embedding.at("/snapshot/pid").asLong()).isNotEqualTo(body.at("/snapshot/pid").asLong());
			assertThat(embedding.path("transitions")).hasSize(2);
			assertThat(embedding.path("output")).isNotEmpty();
			JsonNode health = FakeShimmyWeb.json(web.get("/actuator/health"));
			assertThat(health.at("/components/shimmyEmbedding/details")).isEqualTo(embedding.path("snapshot"));
		}
	}

	@Test
	void metersTellTheServersApart() throws IOException {
		try (FakeShimmyWeb web = start("shimmy.embedding.model=vectors")) {
			MeterRegistry registry = web.context().getBean(MeterRegistry.class);
			assertThat(web.context().getBean(EmbeddingModel.class).embed("one")).hasSize(16);
			assertThat(registry.get("shimmy.embedding.wait").tag("outcome", "granted").timer().count()).isOne();
			assertThat(registry.find("shimmy.chat.wait").timer()).isNull();
			assertThat(web.context().getBean(ChatModel.class).call("Hello")).isNotEmpty();
			assertThat(registry.get("shimmy.chat.wait").tag("outcome", "granted").timer().count()).isOne();
			assertThat(registry.get("shimmy.embedding.waiting").gauge().value()).isZero();
			ShimmySidecar vectors = web.context().getBean(EmbeddingSidecar.class).sidecar();
			ProcessHandle.of(vectors.snapshot().pid()).orElseThrow().destroyForcibly();
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(startups(registry, "embedding")).isEqualTo(2);
				assertThat(restarts(registry, "embedding")).isOne();
				assertThat(startups(registry, "chat")).isOne();
				assertThat(restarts(registry, "chat")).isZero();
			});
		}
	}

	private static double startups(MeterRegistry registry, String purpose) {
		return registry.get("shimmy.sidecar.startup").tag("purpose", purpose).functionTimer().count();
	}

	private static double restarts(MeterRegistry registry, String purpose) {
		return registry.get("shimmy.sidecar.restarts").tag("purpose", purpose).functionCounter().count();
	}

	@Test
	void readinessFollowsBothServersWhereThatIsAskedFor() throws IOException {
		try (FakeShimmyWeb web = start("shimmy.embedding.model=absent", "shimmy.fail-fast=false",
				"shimmy.health.readiness-group=true")) {
			ShimmySidecar vectors = web.context().getBean(EmbeddingSidecar.class).sidecar();
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(web.sidecar().snapshot().phase()).isEqualTo(Phase.READY);
				assertThat(vectors.snapshot().phase()).isEqualTo(Phase.FAILED);
			});
			assertThat(web.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
			JsonNode failure = FakeShimmyWeb.json(web.get("/actuator/shimmy")).at("/embedding/snapshot/lastFailure");
			assertThat(failure.path("code").asString()).isEqualTo("MODEL_NOT_FOUND");
		}
	}

}
