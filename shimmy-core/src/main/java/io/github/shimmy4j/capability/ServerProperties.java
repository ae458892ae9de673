package io.github.shimmy4j.capability;

import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Properties that only a running server knows, as it reports them.
 *
 * @param contextTokens most tokens of one request with its answer
 * @param slots most generations at the same time
 */
public record ServerProperties(int contextTokens, int slots) {

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
			return (context > 0 && slots > 0) ? Optional.of(new ServerProperties(context, slots)) : Optional.empty();
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

}
