package io.github.shimmy4j.capability;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Properties that only a running server knows, as it reports them.
 *
 * @param contextTokens most tokens of one request with its answer
 * @param slots most generations at the same time
 * @param thinking how the model thinks; null if the server does not tell its template
 * @param templateHasTools whether the model's chat template writes tools into the prompt
 * @param seesImages whether the server has a projector that turns images into tokens
 */
public record ServerProperties(int contextTokens, int slots, @Nullable ModelThinking thinking, boolean templateHasTools,
		boolean seesImages) {

	/** Properties of a server that tells nothing of its model. */
	public ServerProperties(int contextTokens, int slots) {
		this(contextTokens, slots, null, false, false);
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
			boolean tools = said.path("chat_template_caps").path("supports_tools").asBoolean(false);
			JsonNode template = said.path("chat_template");
			ModelThinking thinking = template.isString() ? ModelThinking.of(template.asString()) : null;
			boolean seesImages = said.path("modalities").path("vision").asBoolean(false);
			return (context > 0 && slots > 0)
					? Optional.of(new ServerProperties(context, slots, thinking, tools, seesImages)) : Optional.empty();
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

	/** The features of the server kind, with those that the running server decides. */
	Set<Feature> features(Set<Feature> ofKind) {
		Set<Feature> all = EnumSet.noneOf(Feature.class);
		all.addAll((this.thinking != null) ? this.thinking.on(ofKind) : ofKind);
		if (this.templateHasTools) {
			all.add(Feature.TOOLS);
		}
		if (this.seesImages) {
			all.add(Feature.MEDIA);
		}
		return all;
	}

}
