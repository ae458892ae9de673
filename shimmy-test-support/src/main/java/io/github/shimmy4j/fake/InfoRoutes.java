package io.github.shimmy4j.fake;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.fake.Generation.Trait;

/** Health and the two model lists. */
final class InfoRoutes {

	private static final ServedModel FOREIGN = ServedModel.direct(Path.of("foreign-model.gguf"));

	private final Generation generation;

	private final Collection<ServedModel> models;

	InfoRoutes(Generation generation, Collection<ServedModel> models, Faults faults) {
		this.generation = generation;
		this.models = faults.has(Fault.WRONG_MODEL_LIST) ? List.of(FOREIGN) : models;
	}

	Reply answer(String method, String path) {
		if (this.generation.has(Trait.OPEN_TO_ALL_ORIGINS) && "OPTIONS".equals(method)) {
			return Reply.empty(200);
		}
		if (!List.of("/health", "/v1/models", "/api/models").contains(path)) {
			return Reply.empty(404);
		}
		if (!"GET".equals(method)) {
			return Reply.empty(405).with("allow", "GET,HEAD");
		}
		return switch (path) {
			case "/health" -> Reply.json(200, health());
			case "/v1/models" -> Reply.json(200, openAiModels());
			default -> Reply.json(200, models());
		};
	}

	private ObjectNode health() {
		Instant now = Instant.now();
		long discovered = this.models.stream().filter(ServedModel::discovered).count();
		ObjectNode health = Json.object();
		health.putObject("compatibility").put("cors", true).put("openai", true);
		health.putObject("endpoints")
			.put("chat", "/v1/chat/completions")
			.put("generate", "/api/generate")
			.put("health", "/health")
			.put("models", "/v1/models");
		health.putObject("models")
			.put("discovered", discovered)
			.put("manual", this.models.size())
			.put("total", this.models.size());
		// The Unix time under the name of an uptime is shimmy's own mistake.
		return health.put("service", "shimmy")
			.put("status", "ok")
			.put("timestamp", now.toString())
			.put("uptime_seconds", now.getEpochSecond())
			.put("version", this.generation.version());
	}

	private ObjectNode openAiModels() {
		ObjectNode list = Json.object().put("object", "list");
		ArrayNode data = list.putArray("data");
		boolean rooted = this.generation.has(Trait.PLACEHOLDER_MODEL);
		for (ServedModel model : this.models) {
			ObjectNode entry = data.addObject()
				.put("id", model.id())
				.put("object", "model")
				.put("created", rooted ? 0 : Instant.now().getEpochSecond())
				.put("owned_by", "shimmy");
			if (rooted) {
				entry.put("root", model.id());
			}
		}
		return list;
	}

	/** A scanned model appears twice, as it does in shimmy. */
	private ObjectNode models() {
		ObjectNode list = Json.object();
		ArrayNode entries = list.putArray("models");
		for (Map.Entry<String, Boolean> source : List.of(Map.entry("registered", true),
				Map.entry("discovered", false))) {
			this.models.stream()
				.filter((model) -> source.getValue() || model.discovered())
				.forEach((model) -> entries.addObject()
					.put("name", model.id())
					.putNull("size_bytes")
					.put("model_type", source.getValue() ? null : "Llama")
					.putNull("parameter_count")
					.put("source", source.getKey()));
		}
		return list;
	}

}
