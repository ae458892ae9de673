package io.github.shimmy4j.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models as JSON. A registered model that was also discovered appears once. */
final class ModelsJson {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private ModelsJson() {
	}

	static List<ListedModel> parse(String json) {
		try {
			Map<List<@Nullable Object>, ListedModel> models = new LinkedHashMap<>();
			MAPPER.readTree(json)
				.path("models")
				.values()
				.stream()
				.flatMap((model) -> parseModel(model).stream())
				.forEach((model) -> models.merge(Arrays.asList(model.name(), model.path()), model, ModelsJson::larger));
			return List.copyOf(models.values());
		}
		catch (JacksonException ex) {
			return List.of();
		}
	}

	/** Only one of the two says how large it is. */
	private static ListedModel larger(ListedModel first, ListedModel second) {
		return (second.sizeBytes() > first.sizeBytes()) ? second : first;
	}

	private static Optional<ListedModel> parseModel(JsonNode model) {
		String name = model.path("name").asString("");
		String path = model.path("path").asString("");
		long sizeBytes = model.path("size_bytes").asLong(0);
		if (name.isBlank() || sizeBytes < 0) {
			return Optional.empty();
		}
		return Optional
			.of(new ListedModel(name, path.isEmpty() ? null : PrintedModel.pathOf(path).orElse(null), sizeBytes));
	}

}
