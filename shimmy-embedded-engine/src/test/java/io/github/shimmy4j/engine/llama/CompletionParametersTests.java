package io.github.shimmy4j.engine.llama;

import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.schema.AnswerSchema;

import static org.assertj.core.api.Assertions.assertThat;

class CompletionParametersTests {

	private static final int[] PROMPT = { 7, 8 };

	@Test
	void ofUsualSaysTheDefaultsOfLlamaCppsOwnServer() {
		assertThat(CompletionParameters.of(1, PROMPT, 5, Sampling.USUAL)).containsOnly(Map.entry("id_slot", "1"),
				Map.entry("prompt", "[7, 8]"), Map.entry("n_predict", "5"), Map.entry("temperature", "0.8"),
				Map.entry("top_k", "40"), Map.entry("top_p", "0.95"), Map.entry("min_p", "0.05"),
				Map.entry("frequency_penalty", "0.0"), Map.entry("presence_penalty", "0.0"));
	}

	@Test
	void ofEverythingSaysEverything() {
		Sampling sampling = new Sampling(0.5, 0.25, 7, 1.5, -1, AnswerSchema.anyObject());
		assertThat(CompletionParameters.of(1, PROMPT, 5, sampling)).contains(Map.entry("temperature", "0.5"),
				Map.entry("top_p", "0.25"), Map.entry("seed", "7"), Map.entry("frequency_penalty", "1.5"),
				Map.entry("presence_penalty", "-1.0"),
				Map.entry("grammar", new JsonMapper().writeValueAsString(AnswerSchema.anyObject().grammar())));
	}

	/** Each of these is dangerous or answers differently: see the decision record. */
	@Test
	void ofNeverHandsOverStopStringsOrProbabilities() {
		assertThat(CompletionParameters.of(1, PROMPT, 5, new Sampling(1, 1.0, 1, 1, 1, AnswerSchema.anyObject())))
			.doesNotContainKeys("stop", "n_probs", "logprobs", "json_schema", "lora");
	}

}
