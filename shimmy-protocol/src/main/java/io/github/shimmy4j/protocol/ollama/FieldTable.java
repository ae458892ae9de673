package io.github.shimmy4j.protocol.ollama;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRules;

/**
 * Every field of Ollama's requests, and what becomes of it. Requests are read by these
 * tables, and the table of the documentation is made from them.
 *
 * @see <a href= "https://github.com/ollama/ollama/blob/main/api/types.go">Ollama's
 * types</a>
 */
public enum FieldTable implements FieldRules {

	/** {@code POST /api/chat}. */
	CHAT(List.of(FieldRule.mapped("model", "the model; required"),
			FieldRule.mapped("messages", "none only asks to load the model")), Parts.ANSWER,
			List.of(FieldRule.mapped("tools", "an empty list is none"))),

	/** {@code POST /api/generate}. */
	GENERATE(List.of(FieldRule.mapped("model", "the model; required"),
			FieldRule.mapped("prompt", "a message of the user; none only asks to load the model"),
			FieldRule.mapped("system", "a system message"), FieldRule.mapped("images", "images of the user's message")),
			Parts.ANSWER,
			List.of(FieldRule.refused("suffix", "only text at the end of a prompt can be generated"),
					FieldRule.refused("template", "the model's own template is applied"),
					FieldRule.refused("raw", "the model's own template is applied; use POST /v1/completions"),
					FieldRule.refused("context",
							"answers have none; use POST /api/chat with the messages of the conversation"))),

	/** A message of {@code /api/chat}. */
	MESSAGE(List.of(FieldRule.mapped("role", "one of system, user, assistant, tool"),
			FieldRule.mapped("content", "the text"), FieldRule.mapped("thinking", "of an assistant"),
			FieldRule.mapped("images", "of a user or a tool, in base64"),
			FieldRule.mapped("tool_calls", "of an assistant"),
			FieldRule.mapped("tool_name", "of a tool: finds the call without an id"),
			FieldRule.mapped("tool_call_id", "of a tool"))),

	/** A call in a message. */
	CALL(List.of(FieldRule.mapped("id", "made if it is missing"),
			FieldRule.withoutEffect("type", "it can only be a function"),
			FieldRule.mapped("function", "name and arguments"))),

	/** The function of a call. */
	CALLED(List.of(FieldRule.withoutEffect("index", "calls keep their order"), FieldRule.mapped("name", "the tool"),
			FieldRule.mapped("arguments", "an object"))),

	/** A tool. */
	TOOL(List.of(FieldRule.mapped("type", "it can only be a function"),
			FieldRule.withoutEffect("items", "Ollama does not use it either"),
			FieldRule.mapped("function", "name, description and parameters"))),

	/** The function of a tool. */
	FUNCTION(List.of(FieldRule.mapped("name", "required"), FieldRule.mapped("description", "what it does"),
			FieldRule.mapped("parameters", "a JSON schema; keywords that the server cannot follow are left out"))),

	/** The field {@code options}. */
	OPTIONS(List.of(FieldRule.mapped("num_predict", "most tokens of the answer; 0 and less is no limit"),
			FieldRule.mapped("temperature", "sampling"), FieldRule.mapped("top_k", "sampling"),
			FieldRule.mapped("top_p", "sampling"), FieldRule.mapped("min_p", "sampling"),
			FieldRule.mapped("typical_p", "sampling"), FieldRule.mapped("seed", "sampling"),
			FieldRule.mapped("repeat_last_n", "sampling"), FieldRule.mapped("repeat_penalty", "sampling"),
			FieldRule.mapped("presence_penalty", "sampling"), FieldRule.mapped("frequency_penalty", "sampling"),
			FieldRule.mapped("stop", "a text or a list of texts"),
			FieldRule.withoutEffect("num_ctx",
					"the server's context is set when it starts; a prompt that is too long is refused"),
			FieldRule.withoutEffect("num_keep", "a conversation is never cut"),
			FieldRule.withoutEffect("num_batch", "set when the server starts"),
			FieldRule.withoutEffect("num_gpu", "set when the server starts"),
			FieldRule.withoutEffect("main_gpu", "set when the server starts"),
			FieldRule.withoutEffect("use_mmap", "set when the server starts"),
			FieldRule.withoutEffect("num_thread", "set when the server starts"),
			FieldRule.withoutEffect("draft_num_predict", "set when the server starts"),
			FieldRule.withoutEffect("numa", "Ollama no longer uses it"),
			FieldRule.withoutEffect("low_vram", "Ollama no longer uses it"),
			FieldRule.withoutEffect("f16_kv", "Ollama no longer uses it"),
			FieldRule.withoutEffect("use_mlock", "Ollama no longer uses it"),
			FieldRule.withoutEffect("vocab_only", "Ollama no longer uses it"),
			FieldRule.withoutEffect("logits_all", "Ollama no longer uses it"),
			FieldRule.withoutEffect("embedding_only", "Ollama no longer uses it"),
			FieldRule.withoutEffect("penalize_newline", "Ollama no longer uses it"),
			FieldRule.withoutEffect("mirostat", "Ollama no longer uses it"),
			FieldRule.withoutEffect("mirostat_eta", "Ollama no longer uses it"),
			FieldRule.withoutEffect("mirostat_tau", "Ollama no longer uses it"),
			FieldRule.withoutEffect("tfs_z", "Ollama no longer uses it"))),

	/** {@code POST /api/embed}. */
	EMBED(List.of(FieldRule.mapped("model", "the model; required"),
			FieldRule.mapped("input", "a text or a list of texts"),
			FieldRule.mapped("dimensions", "longer vectors are cut, and have the length 1 again"),
			FieldRule.withoutEffect("truncate", "a text is never cut; one that is too long is refused"),
			Parts.KEEP_ALIVE, FieldRule.withoutEffect("options", "vectors have none"))),

	/** {@code POST /api/embeddings}. */
	EMBEDDINGS(List.of(FieldRule.mapped("model", "the model; required"), FieldRule.mapped("prompt", "the text"),
			Parts.KEEP_ALIVE, FieldRule.withoutEffect("options", "vectors have none"))),

	/** {@code POST /api/show}. */
	SHOW(List.of(FieldRule.mapped("model", "the model; required"), FieldRule.mapped("name", "older name of model"),
			FieldRule.withoutEffect("verbose", "the vocabulary and the tensors are not shown"),
			FieldRule.withoutEffect("system", "nothing is shown that the request says"),
			FieldRule.withoutEffect("template", "nothing is shown that the request says"),
			FieldRule.withoutEffect("options", "nothing is shown that the request says"))),

	/** {@code POST /api/pull}. */
	PULL(List.of(FieldRule.mapped("model", "the model; required"), FieldRule.mapped("name", "older name of model"),
			FieldRule.mapped("stream", "true by default"), FieldRule.withoutEffect("insecure", "nothing is fetched"),
			FieldRule.withoutEffect("username", "nothing is fetched"),
			FieldRule.withoutEffect("password", "nothing is fetched")));

	private final Map<String, FieldRule> rules = new LinkedHashMap<>();

	FieldTable(List<FieldRule> rules) {
		this(rules, List.of(), List.of());
	}

	FieldTable(List<FieldRule> first, List<FieldRule> common, List<FieldRule> last) {
		for (List<FieldRule> part : List.of(first, common, last)) {
			part.forEach((rule) -> this.rules.put(rule.field(), rule));
		}
	}

	@Override
	public Map<String, FieldRule> byField() {
		return Collections.unmodifiableMap(this.rules);
	}

	/** Fields that several requests have. */
	private static final class Parts {

		static final FieldRule KEEP_ALIVE = FieldRule.withoutEffect("keep_alive",
				"the server decides how long the model stays in memory");

		static final List<FieldRule> ANSWER = List.of(FieldRule.mapped("stream", "true by default"),
				FieldRule.mapped("format", "\"json\" or a JSON schema"),
				FieldRule.mapped("options", "sampling, limit and stops"),
				FieldRule.mapped("think", "true or false; a level of thinking only means true"), KEEP_ALIVE,
				FieldRule.withoutEffect("truncate", "a conversation is never cut; one that is too long is refused"),
				FieldRule.withoutEffect("shift",
						"a conversation is never cut; the answer ends at the end of the context"),
				FieldRule.refused("logprobs", "answers have no probabilities"),
				FieldRule.refused("top_logprobs", "answers have no probabilities"),
				FieldRule.refused("_debug_render_only", "the server does not show its prompts"));

	}

}
