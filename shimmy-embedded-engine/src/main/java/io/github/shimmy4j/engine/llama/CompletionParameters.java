package io.github.shimmy4j.engine.llama;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.Sampling;

/** The parameters of one generation: llama.cpp's names, and values as JSON. */
final class CompletionParameters {

	/**
	 * Sampling of llama.cpp's own server, as its {@code /props} report it. Stated here,
	 * so that another version of the binding does not change answers.
	 */
	private static final Map<String, String> USUAL = Map.of("top_k", "40", "top_p", "0.95", "min_p", "0.05");

	private CompletionParameters() {
	}

	static Map<String, String> of(int slot, int[] prompt, int limit, Sampling sampling) {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("id_slot", String.valueOf(slot));
		parameters.put("prompt", Arrays.toString(prompt));
		parameters.put("n_predict", String.valueOf(limit));
		parameters.putAll(USUAL);
		parameters.put("temperature", String.valueOf(sampling.temperature()));
		parameters.put("frequency_penalty", String.valueOf(sampling.frequencyPenalty()));
		parameters.put("presence_penalty", String.valueOf(sampling.presencePenalty()));
		if (sampling.topP() != null) {
			parameters.put("top_p", String.valueOf(sampling.topP()));
		}
		if (sampling.seed() != null) {
			parameters.put("seed", Integer.toUnsignedString(sampling.seed()));
		}
		if (sampling.schema() != null) {
			parameters.put("grammar", JsonMapper.shared().writeValueAsString(sampling.schema().grammar()));
		}
		return parameters;
	}

}
