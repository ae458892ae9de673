package io.github.shimmy4j.protocol.ollama;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model as Ollama describes it. Some clients fail if a field is missing, so each is
 * there, empty if it is unknown.
 *
 * @param name name for clients
 * @param modifiedAt when its file was written
 * @param size bytes of its file
 * @param digest SHA-256 of its file in hexadecimal; empty if it was not computed
 * @param details what its file says
 * @param abilities what it can do
 */
public record OllamaModel(String name, Instant modifiedAt, long size, String digest, Details details,
		Set<Ability> abilities) {

	/**
	 * The number of Ollama's release whose protocol this is, for {@code /api/version}:
	 * clients compare it.
	 */
	public static final String PROTOCOL_VERSION = "0.32.0";

	private static final JsonMapper MAPPER = JsonMapper.shared();

	public OllamaModel {
		abilities = Set.copyOf(abilities);
	}

	/** The answer to {@code GET /api/version}. */
	public static ObjectNode version() {
		return MAPPER.createObjectNode().put("version", PROTOCOL_VERSION);
	}

	/** The answer to {@code GET /api/tags}: what is installed. */
	public static ObjectNode tags(List<OllamaModel> models) {
		ObjectNode answer = MAPPER.createObjectNode();
		ArrayNode all = answer.putArray("models");
		for (OllamaModel model : models) {
			ObjectNode json = all.addObject();
			json.put("name", model.name)
				.put("model", model.name)
				.put("modified_at", model.modifiedAt.toString())
				.put("size", model.size)
				.put("digest", model.digest)
				.set("details", model.details.json());
			model.putAbilities(json);
		}
		return answer;
	}

	/** The answer to {@code GET /api/ps}: what is in memory. */
	public static ObjectNode running(List<Running> models) {
		ObjectNode answer = MAPPER.createObjectNode();
		ArrayNode all = answer.putArray("models");
		for (Running running : models) {
			OllamaModel model = running.model;
			all.addObject()
				.put("name", model.name)
				.put("model", model.name)
				.put("size", model.size)
				.put("digest", model.digest)
				.put("expires_at", running.expiresAt.toString())
				.put("size_vram", running.vram)
				.put("context_length", running.context)
				.set("details", model.details.json());
		}
		return answer;
	}

	/**
	 * The answer to {@code POST /api/show}.
	 * @param template the chat template; empty if it is unknown
	 * @param license the licence; empty if it is unknown
	 * @return the document
	 */
	public ObjectNode show(String template, String license) {
		ObjectNode answer = MAPPER.createObjectNode()
			.put("license", license)
			.put("modelfile", "# Served by shimmy4j\nFROM " + this.name + "\n")
			.put("parameters", "")
			.put("template", template);
		answer.set("details", this.details.json());
		answer.set("model_info", this.details.info());
		putAbilities(answer);
		return answer.put("modified_at", this.modifiedAt.toString());
	}

	private void putAbilities(ObjectNode json) {
		ArrayNode all = json.putArray("capabilities");
		for (Ability ability : Ability.values()) {
			if (this.abilities.contains(ability)) {
				all.add(ability.wireName);
			}
		}
	}

	/**
	 * The progress of {@code POST /api/pull}, where the model is installed already.
	 * @param stream whether progress is wanted line by line
	 * @return the lines, or the document
	 */
	public String pulled(boolean stream) {
		ObjectNode success = status("success");
		if (!stream) {
			return MAPPER.writeValueAsString(success);
		}
		List<ObjectNode> lines = new ArrayList<>();
		lines.add(status("pulling manifest"));
		if (!this.digest.isEmpty()) {
			lines.add(status("pulling " + this.digest.substring(0, Math.min(12, this.digest.length())))
				.put("digest", "sha256:" + this.digest)
				.put("total", this.size)
				.put("completed", this.size));
		}
		lines.add(success);
		StringBuilder text = new StringBuilder();
		lines.forEach((line) -> text.append(MAPPER.writeValueAsString(line)).append('\n'));
		return text.toString();
	}

	private static ObjectNode status(String status) {
		return MAPPER.createObjectNode().put("status", status);
	}

	/** Abilities of a model, in Ollama's words. */
	public enum Ability {

		/** Answers. */
		COMPLETION("completion"),

		/** Calls tools. */
		TOOLS("tools"),

		/** Sees images. */
		VISION("vision"),

		/** Makes vectors. */
		EMBEDDING("embedding"),

		/** Thinks before it answers. */
		THINKING("thinking");

		private final String wireName;

		Ability(String wireName) {
			this.wireName = wireName;
		}

	}

	/**
	 * Facts from a model's file. Unknown texts are empty.
	 *
	 * @param architecture such as {@code llama}
	 * @param parameters number of parameters; null if it is unknown
	 * @param quantization such as {@code Q8_0}
	 * @param contextLength tokens that the server reads and writes in one request; null
	 * if it is unknown
	 * @param embeddingLength numbers of a vector; null if it is unknown
	 */
	public record Details(String architecture, @Nullable Long parameters, String quantization,
			@Nullable Long contextLength, @Nullable Long embeddingLength) {

		private static final long MILLION = 1_000_000;

		private static final long BILLION = 1_000_000_000;

		ObjectNode json() {
			ObjectNode json = MAPPER.createObjectNode()
				.put("parent_model", "")
				.put("format", "gguf")
				.put("family", this.architecture);
			ArrayNode families = json.putArray("families");
			if (!this.architecture.isEmpty()) {
				families.add(this.architecture);
			}
			json.put("parameter_size", (this.parameters != null) ? shortened(this.parameters) : "")
				.put("quantization_level", this.quantization);
			put(json, "context_length", this.contextLength);
			put(json, "embedding_length", this.embeddingLength);
			return json;
		}

		/** Clients look for the context under the architecture. */
		ObjectNode info() {
			ObjectNode info = MAPPER.createObjectNode();
			if (this.architecture.isEmpty()) {
				return info;
			}
			info.put("general.architecture", this.architecture);
			put(info, "general.parameter_count", this.parameters);
			put(info, this.architecture + ".context_length", this.contextLength);
			put(info, this.architecture + ".embedding_length", this.embeddingLength);
			return info;
		}

		private static void put(ObjectNode json, String name, @Nullable Long number) {
			if (number != null) {
				json.put(name, number);
			}
		}

		/** Such as {@code 134.52M}, as Ollama writes it. */
		private static String shortened(long parameters) {
			if (parameters >= BILLION) {
				return scaled(parameters, BILLION, 1, "B");
			}
			if (parameters >= MILLION) {
				return scaled(parameters, MILLION, 2, "M");
			}
			return (parameters >= 1000) ? scaled(parameters, 1000, 0, "K") : Long.toString(parameters);
		}

		private static String scaled(long parameters, long unit, int places, String name) {
			String format = "%." + ((parameters % unit == 0) ? 0 : places) + "f%s";
			return String.format(Locale.ROOT, format, (double) parameters / unit, name);
		}

	}

	/**
	 * A model in memory.
	 *
	 * @param model the model
	 * @param expiresAt when it will leave the memory
	 * @param vram bytes of it in the memory of a GPU
	 * @param context tokens of its context
	 */
	public record Running(OllamaModel model, Instant expiresAt, long vram, long context) {

	}

}
