package io.github.shimmy4j.probe;

import java.util.List;
import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ids in the answer to {@code GET /v1/models}.
 *
 * @param ids every {@code data[].id}
 */
record ModelList(List<String> ids) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/** Reads the ids; what is not such an answer has none. */
	static ModelList parse(String json) {
		try {
			JsonNode data = MAPPER.readTree(json).path("data");
			return new ModelList(data.values().stream().map((model) -> model.path("id").asString("")).toList());
		}
		catch (JacksonException ex) {
			return new ModelList(List.of());
		}
	}

	/** First id that begins so: a model in parts may be listed once a part. */
	Optional<String> first(String prefix) {
		return this.ids.stream().filter((id) -> id.startsWith(prefix)).sorted().findFirst();
	}

}
