package io.github.shimmy4j.contract;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.support.Promptly;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The behaviour of {@code llama-server} on which shimmy4j relies, once it runs.
 */
public abstract class LlamaServerContractTests extends LlamaServerAnswerContractTests {

	private static final int ATTEMPTS = 10;

	private static final Duration SOON = Duration.ofSeconds(2);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** Longer than {@link #SOON} on any machine, if it is not cancelled. */
	private static final String LONG = "\"stream\":true,\"ignore_eos\":true,\"max_tokens\":450,";

	@Test
	void everyRouteIsUnavailableWhileTheModelLoadsWhateverTheKey() throws Exception {
		for (HttpResponse<String> response : answersWhileLoading()) {
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.body()).isEqualTo(
					"{\"error\":{\"message\":\"Loading model\"," + "\"type\":\"unavailable_error\",\"code\":503}}");
		}
	}

	/** On a busy machine the model may be loaded before we have asked all. */
	private List<HttpResponse<String>> answersWhileLoading() throws Exception {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			try (ShimmyProcess server = serve().awaitBound()) {
				List<HttpResponse<String>> answers = List.of(server.get("/health"), server.get("/v1/models"),
						server.get("/props", headers()), server.get("/props", "Authorization", "Bearer wrong"));
				if (server.get("/health").statusCode() == 503) {
					return answers;
				}
			}
		}
		throw new AssertionError("never seen while it loaded its model");
	}

	@Test
	void loadedServerTellsSoOnStderr() throws Exception {
		assertThat(server().get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
		assertThat(server().out()).isEmpty();
		Eventually.holds(PATIENCE, () -> server().err().contains("listening on http://127.0.0.1:" + server().port()),
				server()::toString);
		assertThat(server().err()).contains("model loaded", "CPU_Mapped model buffer size");
	}

	@Test
	void keyOpensAllRoutesButHealthAndModelsWhichAreOpen() throws Exception {
		assertThat(server().get("/v1/models").statusCode()).isEqualTo(200);
		assertThat(server().get("/props", headers()).statusCode()).isEqualTo(200);
		assertThat(server().get("/props", "x-api-key", KEY).statusCode()).isEqualTo(200);
		for (HttpResponse<String> response : List.of(server().get("/props"), server().get("/nowhere"),
				server().chat(body(FRANCE, "")), server().get("/props", "Authorization", "Bearer " + KEY + "x"),
				server().get("/props", "Authorization", "bearer " + KEY))) {
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.body()).isEqualTo("{\"error\":{\"message\":\"Invalid API Key\","
					+ "\"type\":\"authentication_error\",\"code\":401}}");
		}
		assertThat(server().get("/nowhere", headers()).statusCode()).isEqualTo(404);
		assertThat(server().get("/v1/chat/completions", headers()).statusCode()).isEqualTo(404);
	}

	@Test
	void modelListTellsTheContext() throws Exception {
		JsonNode model = JSON.readTree(server().get("/v1/models").body()).at("/data/0");
		assertThat(model.path("owned_by").asString()).isEqualTo("llamacpp");
		assertThat(model.at("/meta/n_ctx").asInt()).isEqualTo(CONTEXT);
		assertThat(model.at("/meta/n_ctx_train").asInt()).isGreaterThan(CONTEXT);
		assertThat(model.path("meta").propertyNames()).contains("n_params", "size", "n_vocab", "n_embd");
	}

	@Test
	void propertiesTellWhatTheServerCanDo() throws Exception {
		JsonNode props = get("/props");
		assertThat(props.at("/default_generation_settings/n_ctx").asInt()).isEqualTo(CONTEXT);
		assertThat(props.path("total_slots").asInt()).isEqualTo(2);
		assertThat(props.path("model_alias").asString()).isEqualTo(model());
		assertThat(props.path("model_path").asString()).isEqualTo(modelFile().toString());
		assertThat(props.at("/modalities/vision").asBoolean()).isFalse();
		assertThat(props.path("chat_template").asString()).contains("<|im_start|>");
		assertThat(props.at("/chat_template_caps/supports_tools").asBoolean()).isFalse();
		assertThat(props.at("/chat_template_caps/supports_system_role").asBoolean()).isTrue();
		assertThat(props.path("build_info").asString()).matches("b\\d+-[0-9a-f]+");
	}

	@Test
	void promptThatASlotHoldsIsReadAgainButForItsLastToken() throws Exception {
		ask("Is this new?", "\"temperature\":0,\"max_tokens\":1,");
		// The answer can arrive before its slot is free.
		Eventually.holds(PATIENCE, () -> busySlots() == 0, server()::toString);
		JsonNode usage = json(ask("Is this new?", "\"temperature\":0,\"max_tokens\":1,")).path("usage");
		assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt())
			.isEqualTo(usage.path("prompt_tokens").asInt() - 1);
	}

	@Test
	void slotsTellWhetherTheyAreBusy() throws Exception {
		assertThat(get("/slots")).hasSize(2).allSatisfy((slot) -> {
			assertThat(slot.path("n_ctx").asInt()).isEqualTo(CONTEXT);
			assertThat(slot.path("is_processing").isBoolean()).isTrue();
		});
	}

	@Test
	void promptTokensAreThoseOfTheTemplate() throws Exception {
		String messages = body(FRANCE, "\"temperature\":0,\"max_tokens\":1,");
		String prompt = json(server().post("/apply-template", messages, headers())).path("prompt").asString();
		assertThat(prompt).contains("<|im_start|>user\n" + FRANCE + "<|im_end|>").endsWith("<|im_start|>assistant\n");
		int used = json(server().chat(messages, headers())).at("/usage/prompt_tokens").asInt();
		assertThat(tokens(prompt, "")).hasSize(used);
		assertThat(tokens(prompt, "\"parse_special\":false,")).hasSizeGreaterThan(used);
	}

	@Test
	void piecesOfTokensAreTheText() throws Exception {
		String text = "hello world, once\nmore";
		JsonNode tokens = tokens(text, "\"with_pieces\":true,");
		assertThat(String.join("", tokens.findValuesAsString("piece"))).isEqualTo(text);
		assertThat(tokens.get(0).path("id").isInt()).isTrue();
		assertThat(tokens("", "")).isEmpty();
	}

	@Test
	void streamThatNobodyReadsIsCancelled() throws Exception {
		try (RawRequest request = longAnswer(server())) {
			assertThat(busySlots()).isEqualTo(1);
			request.close();
			Promptly.holds(SOON, () -> busySlots() == 0, server()::toString);
		}
	}

	@Test
	void terminationEndsAnIdleServerWithStatusZero() throws Exception {
		try (ShimmyProcess server = serve()) {
			awaitReady(server);
			server.process().destroy();
			assertThat(server.awaitExit()).isZero();
		}
	}

	@Test
	void terminationEndsAServerThatWasStreamingOnceItsReaderIsGone() throws Exception {
		try (ShimmyProcess server = serve()) {
			awaitReady(server);
			try (RawRequest request = longAnswer(server)) {
				server.process().destroy();
			}
			assertThat(server.process().waitFor(5, TimeUnit.SECONDS)).isTrue();
			assertThat(server.awaitExit()).isZero();
		}
	}

	private RawRequest longAnswer(ShimmyProcess server) throws IOException {
		return RawRequest.chat(server.port(), KEY, body("count to 2000", LONG)).awaitAnswer();
	}

	private long busySlots() {
		try {
			return StreamSupport.stream(get("/slots").spliterator(), false)
				.filter((slot) -> slot.path("is_processing").asBoolean())
				.count();
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError("no slots", ex);
		}
	}

	private JsonNode tokens(String text, String fields) throws Exception {
		return json(server().post("/tokenize", "{" + fields + "\"content\":" + JSON.writeValueAsString(text) + "}",
				headers()))
			.path("tokens");
	}

	private JsonNode get(String path) throws IOException, InterruptedException {
		return json(server().get(path, headers()));
	}

}
