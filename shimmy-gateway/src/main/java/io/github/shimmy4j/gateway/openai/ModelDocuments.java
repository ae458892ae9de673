package io.github.shimmy4j.gateway.openai;

import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.ServerFacts;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents about the served model: OpenAI's list, and {@code /props} as llama-server
 * writes it. What the server has not confirmed yet is marked as {@code assumed}; what is
 * unknown is absent.
 */
final class ModelDocuments {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final ServedModels models;

	private final long created;

	ModelDocuments(ServedModels models, long created) {
		this.models = models;
		this.created = created;
	}

	Mono<String> list() {
		return this.models.facts().soon().map((facts) -> {
			ObjectNode list = MAPPER.createObjectNode().put("object", "list");
			ArrayNode data = list.putArray("data");
			this.models.names().forEach((name) -> data.add(model(name, facts)));
			return list.toString();
		});
	}

	/** The model of a name; empty if there is none. */
	Mono<String> one(String id) {
		return this.models.facts()
			.soon()
			.filter((facts) -> this.models.names().contains(id))
			.map((facts) -> model(id, facts).toString());
	}

	private ObjectNode model(String name, ServerFacts facts) {
		ObjectNode model = MAPPER.createObjectNode()
			.put("id", name)
			.put("object", "model")
			.put("created", this.created)
			.put("owned_by", "shimmy4j");
		if (facts.contextTokens() > 0) {
			model.put("context_length", facts.contextTokens());
			model.putObject("meta").put("n_ctx", facts.contextTokens());
		}
		facts.abilities().forEach(model.putArray("capabilities")::add);
		putAssumed(model, facts);
		if (!name.equals(this.models.name())) {
			model.put("alias_of", this.models.name());
		}
		return model;
	}

	Mono<String> props() {
		return this.models.facts().soon().map((facts) -> {
			ObjectNode props = MAPPER.createObjectNode().put("model_path", this.models.name());
			if (!facts.equals(ServerFacts.UNKNOWN)) {
				put(props, facts);
			}
			return props.toString();
		});
	}

	private static void put(ObjectNode props, ServerFacts facts) {
		props.put("total_slots", facts.slots());
		if (facts.contextTokens() > 0) {
			props.putObject("default_generation_settings").put("n_ctx", facts.contextTokens());
		}
		props.putObject("modalities").put("vision", facts.seesImages()).put("audio", false);
		props.putObject("chat_template_caps")
			.put("supports_tools", facts.hasTools())
			.put("supports_tool_calls", facts.hasTools());
		putAssumed(props, facts);
	}

	private static void putAssumed(ObjectNode document, ServerFacts facts) {
		if (facts.assumed()) {
			document.put("assumed", true);
		}
	}

}
