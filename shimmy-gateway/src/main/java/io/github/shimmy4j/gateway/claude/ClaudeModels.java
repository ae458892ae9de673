package io.github.shimmy4j.gateway.claude;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.call.ServerFacts;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The names of the served model in Claude's protocol, and its list of models. */
final class ClaudeModels {

	/** Claude Code offers only models with "claude" or "anthropic" in their names. */
	private static final String LOCAL = "claude-local-";

	private static final String CLAUDE = "claude";

	/** Claude's own default, and its own limit. */
	private static final int PAGE = 20;

	private static final int MOST = 1000;

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
		this.models.require(known(asked));
	}

	/** A name as the gateway knows it: empty, the served model, for each of Claude's. */
	static String known(String asked) {
		return asked.startsWith(CLAUDE) ? "" : asked;
	}

	private List<String> names() {
		List<String> names = new ArrayList<>();
		names.add(LOCAL + this.models.name());
		names.addAll(this.models.names());
		return names;
	}

	/**
	 * A page of the list of models.
	 * @param query the parameters of the request
	 * @throws InvalidFieldException if one of them has a wrong value
	 */
	ObjectNode list(MultiValueMap<String, String> query, ServerFacts facts) {
		List<String> names = names();
		int limit = limit(query.getFirst("limit"));
		String after = query.getFirst("after_id");
		String before = query.getFirst("before_id");
		if (after != null && before != null) {
			throw rejected("before_id", before, "left out beside after_id");
		}
		int from = (after != null) ? place("after_id", after, names) + 1 : 0;
		int to = (before != null) ? place("before_id", before, names) : names.size();
		List<String> rest = names.subList(from, to);
		List<String> page = (before != null) ? rest.subList(Math.max(0, rest.size() - limit), rest.size())
				: rest.subList(0, Math.min(limit, rest.size()));
		ObjectNode list = MAPPER.createObjectNode();
		ArrayNode data = list.putArray("data");
		page.forEach((name) -> data.add(model(name, facts)));
		return list.put("has_more", page.size() < rest.size())
			.put("first_id", page.isEmpty() ? null : page.get(0))
			.put("last_id", page.isEmpty() ? null : page.get(page.size() - 1));
	}

	private static int limit(@Nullable String said) {
		if (said == null) {
			return PAGE;
		}
		int limit = said.matches("\\d{1,4}") ? Integer.parseInt(said) : 0;
		if (limit < 1 || limit > MOST) {
			throw rejected("limit", said, "a whole number from 1 to " + MOST);
		}
		return limit;
	}

	private static int place(String parameter, String name, List<String> names) {
		int place = names.indexOf(name);
		if (place < 0) {
			throw rejected(parameter, name, "the id of a model of this list: " + String.join(", ", names));
		}
		return place;
	}

	private static InvalidFieldException rejected(String parameter, String said, String allowed) {
		return InvalidFieldException.rejected(parameter, MAPPER.getNodeFactory().stringNode(said), allowed);
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

	/** The refusal of a name that no model has; lists the served names. */
	RequestException unknown(String name) {
		return RequestException.unknownModel(name, names());
	}

}
