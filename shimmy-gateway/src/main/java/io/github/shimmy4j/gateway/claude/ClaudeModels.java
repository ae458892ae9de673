package io.github.shimmy4j.gateway.claude;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.ServerFacts;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The names of the served model in Claude's protocol, and its list of models. */
final class ClaudeModels {

	/** Claude Code offers only models with "claude" or "anthropic" in their names. */
	private static final String LOCAL = "claude-local-";

	private static final String CLAUDE = "claude";

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final ServedModels models;

	private final Instant started;

	ClaudeModels(ServedModels models, Instant started) {
		this.models = models;
		this.started = started;
	}

	/**
	 * Requires that a name means the served model, as every name of Claude's does.
	 * @throws RequestException with the names that are served
	 */
	void require(String asked) {
		if (!asked.startsWith(CLAUDE)) {
			this.models.require(asked);
		}
	}

	private List<String> names() {
		List<String> names = new ArrayList<>();
		names.add(LOCAL + this.models.name());
		names.addAll(this.models.names());
		return names;
	}

	/**
	 * The list of models.
	 * @param after the name after which it begins; empty for the beginning
	 * @param limit most models of the list
	 */
	ObjectNode list(String after, int limit, ServerFacts facts) {
		List<String> names = names();
		List<String> rest = names.subList(
				after.isEmpty() ? 0 : names.contains(after) ? names.indexOf(after) + 1 : names.size(), names.size());
		List<String> page = rest.subList(0, Math.min(limit, rest.size()));
		ObjectNode list = MAPPER.createObjectNode();
		ArrayNode data = list.putArray("data");
		page.forEach((name) -> data.add(model(name, facts)));
		return list.put("has_more", page.size() < rest.size())
			.put("first_id", page.isEmpty() ? null : page.get(0))
			.put("last_id", page.isEmpty() ? null : page.get(page.size() - 1));
	}

	/** One model; empty if no model has this name. */
	Optional<ObjectNode> one(String name, ServerFacts facts) {
		return (names().contains(name) || name.startsWith(CLAUDE)) ? Optional.of(model(name, facts)) : Optional.empty();
	}

	private ObjectNode model(String name, ServerFacts facts) {
		Integer context = (facts.contextTokens() > 0) ? facts.contextTokens() : null;
		return MAPPER.createObjectNode()
			.put("type", "model")
			.put("id", name)
			.put("display_name", this.models.name())
			.put("created_at", this.started.toString())
			.put("lifecycle", "active")
			.put("max_input_tokens", context)
			.put("max_tokens", context)
			.putNull("capabilities");
	}

	/** The name of the model, as messages of failures show it. */
	RequestException unknown(String name) {
		return RequestException.unknownModel(name, names());
	}

}
