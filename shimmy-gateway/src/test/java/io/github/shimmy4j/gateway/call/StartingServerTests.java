package io.github.shimmy4j.gateway.call;

import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs that ask only before the server is ready are told the facts of the launch. */
class StartingServerTests {

	@TempDir
	private Path directory;

	@Test
	void modelIsDescribedAsTheLaunchExpectsIt() {
		FakeShimmyBinary slow = FakeShimmyBinary.llamaServer().with(Fault.LOADING_TAKES, Duration.ofSeconds(50));
		try (FakeGateway gateway = FakeGateway.starting(this.directory, slow, "shimmy.context-size=2048")) {
			JsonNode shown = FakeGateway
				.json(gateway.post("/api/show", "{\"model\":\"%s\"}".formatted(FakeGateway.MODEL)));
			assertThat(shown.path("capabilities").toString()).isEqualTo("[\"completion\",\"tools\"]");
			assertThat(shown.at("/model_info/llama.context_length").asInt()).isEqualTo(2048);
			assertThat(gateway.document("/api/tags").at("/models/0/capabilities").toString()).contains("tools");
			assertThat(gateway.document("/api/ps").path("models").isEmpty()).isTrue();

			JsonNode model = gateway.document("/v1/models").at("/data/0");
			assertThat(model.path("capabilities").toString()).contains("tools");
			assertThat(model.path("context_length").asInt()).isEqualTo(2048);
			assertThat(model.path("assumed").asBoolean(false)).isTrue();
			JsonNode props = gateway.document("/props");
			assertThat(props.at("/default_generation_settings/n_ctx").asInt()).isEqualTo(2048);
			assertThat(props.at("/chat_template_caps/supports_tools").asBoolean(false)).isTrue();
			assertThat(props.path("assumed").asBoolean(false)).isTrue();
		}
	}

	@Test
	void stoppedServerIsDescribedAsItWas() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.version("1.7.4"))) {
			JsonNode ready = gateway.document("/v1/models").at("/data/0");
			assertThat(ready.path("capabilities").toString()).isEqualTo("[\"completion\"]");
			assertThat(ready.has("assumed")).isFalse();
			gateway.sidecar().stop().join();
			JsonNode stopped = gateway.document("/v1/models").at("/data/0");
			assertThat(stopped.path("context_length").asInt()).isEqualTo(ready.path("context_length").asInt());
			assertThat(stopped.path("assumed").asBoolean(false)).isTrue();
		}
	}

}
