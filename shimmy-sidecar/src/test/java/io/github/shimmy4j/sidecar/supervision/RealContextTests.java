package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The longest context that SmolLM2 was trained for, on the real llama-server: a prompt
 * near its end is sent whole, and one beyond it is refused with both numbers.
 */
@Tag("real-shimmy")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RealContextTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final int TRAINED = 8192;

	private static final int NEEDLE_AT = TRAINED * 9 / 10;

	private static final String NEEDLE = " The password of the lighthouse is Quicksilver.";

	/** A busy machine reads 30 tokens a second. */
	private static final Duration LIMIT = Duration.ofMinutes(10);

	@TempDir
	private Path directory;

	private SidecarBench bench;

	private ShimmySidecar sidecar;

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
		this.sidecar = this.bench.create(RealShimmy.options(RealParts.llamaServer()));
		this.sidecar.ensureReady(SidecarBench.LIMIT);
		assertThat(this.sidecar.snapshot().contextTokens()).isEqualTo(TRAINED);
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
	}

	@Test
	void needleNearTheEndOfTheContextIsReadAndNothingIsCut() throws Exception {
		String before = textOf(NEEDLE_AT);
		ObjectNode chat = chat(before + NEEDLE + " What is the password of the lighthouse?").put("max_tokens", 1);
		String prompt = json("/apply-template", chat).path("prompt").asString();
		assertThat(tokens(prompt.substring(0, prompt.indexOf(NEEDLE)))).as("position of the needle")
			.isBetween(NEEDLE_AT, TRAINED - 200);
		JsonNode answer = json("/v1/chat/completions", chat);
		assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(tokens(prompt));
		assertThat(answer.at("/timings/prompt_n").asInt() + answer.at("/timings/cache_n").asInt())
			.as("tokens that were read, or were cached before")
			.isEqualTo(tokens(prompt));
	}

	@Test
	void promptBeyondTheContextIsRefusedWithBothNumbersWholeAndStreamed() throws Exception {
		ObjectNode chat = chat(textOf(TRAINED)).put("max_tokens", 1);
		int tokens = tokens(json("/apply-template", chat).path("prompt").asString());
		for (boolean stream : new boolean[] { false, true }) {
			JsonNode error = json("/v1/chat/completions", chat.put("stream", stream)).path("error");
			assertThat(error.path("type").asString()).isEqualTo("exceed_context_size_error");
			assertThat(error.path("n_prompt_tokens").asInt()).isEqualTo(tokens).isGreaterThan(TRAINED);
			assertThat(error.path("n_ctx").asInt()).isEqualTo(TRAINED);
		}
	}

	/** Numbered sentences, so that no part of the text repeats another. */
	private String textOf(int tokens) throws Exception {
		StringBuilder text = new StringBuilder();
		int number = 0;
		for (int enough = 0; enough < tokens; enough = tokens(text.toString())) {
			for (int next = number + 50; number < next; number++) {
				text.append("Sentence ").append(number).append(" says nothing. ");
			}
		}
		return text.toString();
	}

	private ObjectNode chat(String question) {
		ObjectNode chat = JSON.createObjectNode().put("model", this.sidecar.endpoint().wireModel());
		chat.putArray("messages").addObject().put("role", "user").put("content", question);
		return chat;
	}

	private int tokens(String text) throws Exception {
		return json("/tokenize",
				JSON.createObjectNode().put("content", text).put("add_special", true).put("parse_special", true))
			.path("tokens")
			.size();
	}

	private JsonNode json(String path, JsonNode body) throws Exception {
		return JSON.readTree(this.bench.post(this.sidecar, path, body.toString(), LIMIT));
	}

}
