package io.github.shimmy4j.contract;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.support.FreePorts;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract page is the authority for 2.6.5: the real one needs a GPU. */
class FakeShimmy265ContractTests extends ShimmyContractTests {

	private static final String KEY = "0123456789abcdef";

	@TempDir
	static Path installed;

	@Override
	protected Path executable() {
		return FakeShimmyBinary.version("2.6.5").install(installed);
	}

	@Override
	protected Path modelFile() {
		return TestModel.write(installed.resolve("model.gguf"));
	}

	@Override
	protected String version() {
		return "2.6.5";
	}

	@Override
	protected Map<String, String> environment() {
		return Map.of("SHIMMY_API_KEY", KEY);
	}

	@Override
	protected String[] headers() {
		return new String[] { "Authorization", "bearer " + KEY };
	}

	@Test
	void callWithoutTheKeyIsUnauthorized() throws Exception {
		for (HttpResponse<String> response : List.of(server().get("/v1/models"), server().get("/nowhere"),
				server().get("/v1/models", "Authorization", "Bearer " + KEY + "x"))) {
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
			assertThat(response.body()).isEqualTo(
					"{\"error\":{\"message\":\"Valid API credentials required\",\"type\":\"authentication_error\"}}");
		}
		assertThat(server().get("/v1/models", "x-api-key", KEY).statusCode()).isEqualTo(200);
	}

	@Test
	void foreignOriginIsForbiddenEvenForHealth() throws Exception {
		HttpResponse<String> response = server().get("/health", "Origin", "http://example.com");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body()).contains("permission_error");
	}

	@Test
	void absentStreamMeansJson() throws Exception {
		JsonNode completion = JSON.readTree(ask(FRANCE, "\"max_tokens\":2,").body());
		assertThat(completion.path("choices").path(0).path("finish_reason").asString()).isEqualTo("length");
		assertThat(completion.path("usage").path("prompt_tokens").asInt()).isEqualTo(6);
		assertThat(completion.path("usage").path("completion_tokens").asInt()).isEqualTo(2);
	}

	@Test
	void usageIsStreamedWhenAskedFor() throws Exception {
		HttpResponse<String> response = ask(FRANCE, "\"stream\":true,\"stream_options\":{\"include_usage\":true},");
		assertThat(events(response)).element(-2 + events(response).size())
			.asString()
			.contains("\"choices\":[]", "\"completion_tokens\":6");
	}

	@Test
	void factBudgetBreaksLongAnswers() throws Exception {
		HttpResponse<String> whole = ask("count to 250", "\"stream\":false,");
		assertThat(whole.statusCode()).isEqualTo(502);
		assertThat(whole.body()).isEmpty();
		HttpResponse<String> stream = ask("count to 250", "\"stream\":true,");
		assertThat(events(stream)).last().isEqualTo("[DONE]");
		assertThat(stream.body()).contains("generation_failed").doesNotContain("\"finish_reason\":\"stop\"");
	}

	@Test
	void invalidRequestsNameTheParameter() throws Exception {
		HttpResponse<String> empty = server().chat("{\"model\":\"" + MODEL + "\",\"messages\":[]}", headers());
		assertThat(empty.statusCode()).isEqualTo(400);
		assertThat(empty.body()).isEqualTo("{\"error\":{\"code\":\"invalid_messages\","
				+ "\"message\":\"messages must not be empty\",\"param\":\"messages\","
				+ "\"type\":\"invalid_request_error\"}}");
		assertThat(ask("Hi", "\"max_tokens\":0,").body()).contains("invalid_max_tokens");
	}

	@Test
	void withoutModelsTheProcessEnds() throws Exception {
		try (ShimmyProcess shimmy = run("serve", "--bind", "127.0.0.1:" + FreePorts.range(1))) {
			assertThat(shimmy.awaitExit()).isEqualTo(1);
			assertThat(shimmy.err()).startsWith("❌ No models available. Please:");
		}
	}

	@Test
	void shortKeyEndsTheProcessAfterReady() throws Exception {
		Path models = modelFile().getParent();
		try (ShimmyProcess shimmy = ShimmyProcess.serve(executable(), directory(), Map.of("SHIMMY_API_KEY", "short"),
				models)) {
			assertThat(shimmy.awaitExit()).isEqualTo(1);
			assertThat(shimmy.out()).contains("✅ Ready");
			assertThat(shimmy.err()).contains("at least 16 printable ASCII characters");
		}
	}

}
