package io.github.shimmy4j.engine.llama;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.Sampling;

/** The parameters of one generation: llama.cpp's names, and values as JSON. */
final class CompletionParameters {

	private CompletionParameters() {
	}

	static Map<String, String> of(int slot, int[] prompt, int limit, Sampling sampling) {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("id_slot", String.valueOf(slot));
		parameters.put("prompt", Arrays.toString(prompt));
		parameters.put("n_predict", String.valueOf(limit));
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
