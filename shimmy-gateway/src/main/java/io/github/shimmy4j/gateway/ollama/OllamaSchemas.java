package io.github.shimmy4j.gateway.ollama;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.ollama.FieldTable;
import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRule.Treatment;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON schemas of Ollama's requests. A field has the same type in all of them. */
final class OllamaSchemas {

	private static final String TEXT = "string";

	private static final String FLAG = "boolean";

	private static final String LIST = "array";

	private static final String OBJECT = "object";

	/** Fields that are not here take any value. */
	private static final Map<String, List<String>> TYPES = Map.ofEntries(Map.entry("model", List.of(TEXT)),
			Map.entry("name", List.of(TEXT)), Map.entry("messages", List.of(LIST)), Map.entry("stream", List.of(FLAG)),
			Map.entry("options", List.of(OBJECT)), Map.entry("tools", List.of(LIST)),
			Map.entry("prompt", List.of(TEXT)), Map.entry("system", List.of(TEXT)), Map.entry("images", List.of(LIST)),
			Map.entry("input", List.of(TEXT, LIST)), Map.entry("dimensions", List.of("integer")),
			Map.entry("keep_alive", List.of(TEXT, "number")));

	private OllamaSchemas() {
	}

	/** The schema of a request's body. */
	static ObjectNode of(FieldTable table) {
		ObjectNode schema = JsonMapper.shared().createObjectNode().put("type", OBJECT);
		schema.putArray("required").add("model");
		ObjectNode properties = schema.putObject("properties");
		table.rules().stream().filter((rule) -> rule.treatment() != Treatment.REFUSED).forEach((rule) -> {
			ObjectNode field = properties.putObject(rule.field()).put("description", rule.note());
			List<String> types = isRead(table, rule) ? TYPES.getOrDefault(rule.field(), List.of()) : List.of();
			if (!types.isEmpty()) {
				ArrayNode allowed = field.putArray("type");
				types.forEach(allowed::add);
				if (rule.field().equals("model")) {
					field.put("minLength", 1);
				}
				else {
					// As if it were absent.
					allowed.add("null");
				}
			}
		});
		properties.path("format").asObjectOpt().ifPresent(OllamaSchemas::addFormats);
		properties.path("messages").asObjectOpt().ifPresent((messages) -> messages.set("items", message()));
		properties.path("tools").asObjectOpt().ifPresent((tools) -> tools.putObject("items").put("type", OBJECT));
		List.of("images", "input")
			.forEach((name) -> properties.path(name)
				.asObjectOpt()
				.ifPresent((texts) -> texts.putObject("items").put("type", TEXT)));
		return schema;
	}

	/**
	 * A field without effect may have any value, but that of an answer's request is
	 * checked.
	 */
	private static boolean isRead(FieldTable table, FieldRule rule) {
		return rule.treatment() == Treatment.MAPPED
				|| (rule.field().equals("keep_alive") && (table == FieldTable.CHAT || table == FieldTable.GENERATE));
	}

	private static void addFormats(ObjectNode format) {
		ArrayNode formats = format.putArray("anyOf");
		formats.addObject().putArray("enum").add("").add("json").addNull();
		formats.addObject().put("type", OBJECT);
	}

	private static ObjectNode message() {
		ObjectNode message = JsonMapper.shared().createObjectNode().put("type", OBJECT);
		message.putArray("required").add("role");
		ArrayNode roles = message.putObject("properties").putObject("role").putArray("enum");
		List.of("system", "user", "assistant", "tool").forEach(roles::add);
		return message;
	}

}
