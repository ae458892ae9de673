package io.github.shimmy4j.capability;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a running server says of itself, and what nobody knows before it runs.
 *
 * @param contextTokens most tokens of one request with its answer
 * @param slots most generations at the same time
 * @param features what the model and its chat template allow
 */
public record ServerProperties(int contextTokens, int slots, Set<Feature> features) {

	public ServerProperties {
		features = Set.copyOf(features);
	}

	/**
	 * Reads llama-server's answer to {@code GET /props}.
	 * @param json the answer's body
	 * @return the properties; empty if the body is no such answer
	 */
	public static Optional<ServerProperties> parse(String json) {
		try {
			JsonNode said = JsonMapper.shared().readTree(json);
			int context = said.path("default_generation_settings").path("n_ctx").asInt(0);
			int slots = said.path("total_slots").asInt(0);
			return (context > 0 && slots > 0) ? Optional.of(new ServerProperties(context, slots, features(said)))
					: Optional.empty();
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

	private static Set<Feature> features(JsonNode said) {
		Set<Feature> features = EnumSet.noneOf(Feature.class);
		// Without template support, llama-server drops tools without a word.
		if (said.path("chat_template_caps").path("supports_tools").asBoolean(false)) {
			features.add(Feature.TOOLS);
		}
		if (said.path("modalities").path("vision").asBoolean(false)) {
			features.add(Feature.MEDIA);
		}
		return features;
	}

}
