package io.github.shimmy4j.fake;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code llama-server} tells about its model and itself.
 *
 * @param names of the model, the first of which is the one in answers
 * @param file the model
 * @param gguf what its file says
 * @param template the chat template
 * @param slots what can be answered at the same time
 * @param sees whether it has a projector
 */
record LlamaInfo(List<String> names, Path file, GgufFile gguf, String template, LlamaSlots slots, boolean sees) {

	ObjectNode models() {
		String name = this.names.get(0);
		ObjectNode list = Json.object();
		ObjectNode ollama = list.putArray("models")
			.addObject()
			.put("name", name)
			.put("model", name)
			.put("type", "model");
		ollama.putArray("capabilities").add("completion");
		ollama.putObject("details").put("format", "gguf");
		list.put("object", "list");
		ObjectNode entry = list.putArray("data").addObject().put("id", name);
		ArrayNode aliases = entry.putArray("aliases");
		this.names.forEach(aliases::add);
		entry.putArray("tags");
		entry.put("object", "model").put("created", Instant.now().getEpochSecond()).put("owned_by", "llamacpp");
		entry.putObject("meta")
			.put("vocab_type", 2)
			.put("n_vocab", 49152)
			.put("n_ctx", this.slots.context())
			.put("n_ctx_train", this.gguf.trained())
			.put("n_embd", 576)
			.put("n_params", 134515008)
			.put("size", 96576768)
			.put("ftype", "Q4_1");
		return list;
	}

	ObjectNode props() {
		ObjectNode props = Json.object();
		ObjectNode settings = props.putObject("default_generation_settings");
		settings.putObject("params")
			.put("seed", 4294967295L)
			.put("temperature", 0.800000011920929)
			.put("top_k", 40)
			.put("top_p", 0.949999988079071)
			.put("min_p", 0.05000000074505806)
			.put("max_tokens", -1)
			.put("n_predict", -1)
			.put("stream", false);
		settings.put("n_ctx", this.slots.context());
		props.put("total_slots", this.slots.count())
			.put("model_alias", this.names.get(0))
			.put("model_ftype", "Q4_1")
			.put("model_path", this.file.toString());
		props.putObject("modalities").put("vision", this.sees).put("video", this.sees).put("audio", false);
		props.put("endpoint_slots", true)
			.put("endpoint_props", false)
			.put("endpoint_metrics", false)
			.put("ui", false)
			.put("chat_template", this.template);
		props.set("chat_template_caps", capabilities());
		return props.put("bos_token", "<|im_start|>")
			.put("eos_token", "<|im_end|>")
			.put("build_info", LlamaCompletion.BUILD)
			.put("is_sleeping", false);
	}

	/** The real one renders the template to find out; the fake only looks for words. */
	boolean hasTools() {
		return this.template.contains("tools");
	}

	boolean thinks() {
		return this.template.contains(LlamaThinking.SWITCH);
	}

	private ObjectNode capabilities() {
		boolean tools = hasTools();
		return Json.object()
			.put("supports_object_arguments", false)
			.put("supports_parallel_tool_calls", tools)
			.put("supports_preserve_reasoning", thinks())
			.put("supports_reasoning_effort", false)
			.put("supports_string_content", true)
			.put("supports_system_role", true)
			.put("supports_tool_calls", tools)
			.put("supports_tools", tools)
			.put("supports_typed_content", false);
	}

}
