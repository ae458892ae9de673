package io.github.shimmy4j.protocol.responses;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRules;

import static io.github.shimmy4j.protocol.field.FieldRule.mapped;
import static io.github.shimmy4j.protocol.field.FieldRule.refused;
import static io.github.shimmy4j.protocol.field.FieldRule.withoutEffect;

/**
 * The fields of requests of the Responses API. The readers of this package follow these
 * tables, and the tables of the documentation are made from them.
 */
public enum ResponsesFields implements FieldRules {

	/** {@code POST /v1/responses}. */
	REQUEST(mapped("model", "the served model's name or an alias; the served model if it is absent"),
			mapped("input", "a text, or a list of at least one item"),
			mapped("instructions", "a text that comes first; not taken over from the previous response"),
			mapped("previous_response_id", "a response that is still stored; its conversation goes on"),
			mapped("store", "false: the response is not stored; true or absent: it is"),
			mapped("stream", "true: events; false or absent: one document"),
			mapped("max_output_tokens", "at least 1; lowered to what the context leaves"),
			mapped("temperature", "a number of at least 0"), mapped("top_p", "a number from 0 to 1"),
			mapped("tools", "an empty list is no tools"),
			mapped("tool_choice", "auto, none, required, or an object that names tools"),
			mapped("parallel_tool_calls",
					"false: at most one call in an answer, in any case where tools are emulated; passed on to servers with tools of their own"),
			mapped("text", "the form of the answer"),
			mapped("reasoning", "whether the model thinks, and how it is written"),
			mapped("include",
					"reasoning.encrypted_content is always written, and tools of OpenAI add nothing; log probabilities are refused"),
			mapped("truncation", "auto and disabled; nothing is ever cut, and the response says disabled"),
			mapped("metadata", "an object; repeated in the response"),
			withoutEffect("stream_options", "events are never padded"),
			withoutEffect("max_tool_calls", "limits tools that run at OpenAI"),
			withoutEffect("prompt_cache_key", "the server reuses the longest common beginning by itself"),
			withoutEffect("prompt_cache_options", "the server reuses the longest common beginning by itself"),
			withoutEffect("prompt_cache_retention", "the server reuses the longest common beginning by itself"),
			withoutEffect("safety_identifier", "names the client's user"),
			withoutEffect("user", "names the client's user"), withoutEffect("client_metadata", "names the client"),
			withoutEffect("access_programs", "there are none here"), withoutEffect("service_tier", "there is one tier"),
			withoutEffect("context_management", "the client compacts its conversation"),
			withoutEffect("background_options", "nothing runs in the background"),
			withoutEffect("image", "images are passed on as they are"),
			refused("top_logprobs", "ask for log probabilities on /v1/chat/completions"),
			refused("background", "the answer is made while the client waits; ask without it"),
			refused("conversation", "no conversations are kept; use previous_response_id"),
			refused("prompt", "no prompts are kept; send the input"),
			refused("moderation", "nothing is moderated here")),

	/** The types of items. */
	ITEM(mapped("message", "of user, assistant, system or developer; the type may be absent"),
			mapped("function_call", "a call by the model"),
			mapped("function_call_output",
					"the result of an earlier call; without call_id, the output of a tool that the model has not called"),
			mapped("custom_tool_call", "a call of a custom tool"),
			mapped("custom_tool_call_output", "the result of an earlier call"),
			mapped("reasoning", "with our signature in encrypted_content; any other is left out"),
			mapped("item_reference", "an item of a response that is still stored"),
			withoutEffect("web_search_call",
					"left out: the search ran at OpenAI, and its results are in the messages that follow"),
			withoutEffect("file_search_call", "as web_search_call"),
			withoutEffect("image_generation_call", "as web_search_call"),
			withoutEffect("code_interpreter_call", "as web_search_call"),
			refused("compaction", "only OpenAI can read it"),
			refused("compaction_trigger", "the client has to compact"),
			refused("additional_tools", "send them in tools"),
			refused("configuration_update", "send the fields of the request"),
			refused("computer_call", "the model cannot use its tool"),
			refused("computer_call_output", "the model cannot use its tool"),
			refused("tool_search_call", "the model is offered all tools at once"),
			refused("tool_search_output", "the model is offered all tools at once"),
			refused("local_shell_call", "offer a function instead of its tool"),
			refused("local_shell_call_output", "offer a function instead of its tool"),
			refused("shell_call", "offer a function instead of its tool"),
			refused("shell_call_output", "offer a function instead of its tool"),
			refused("apply_patch_call", "offer a function instead of its tool"),
			refused("apply_patch_call_output", "offer a function instead of its tool"),
			refused("mcp_list_tools", "the client has to call MCP servers"),
			refused("mcp_approval_request", "the client has to call MCP servers"),
			refused("mcp_approval_response", "the client has to call MCP servers"),
			refused("mcp_call", "the client has to call MCP servers"), refused("program", "no code is run here"),
			refused("program_output", "no code is run here")),

	/** The fields of items. */
	ITEM_FIELD(mapped("type", "one of the types above"), mapped("role", "of a message"),
			mapped("content", "of a message: a text or a list of parts; of reasoning: its text"),
			mapped("call_id", "of a call and its result"),
			mapped("name", "of a call, or of a result without call_id: the tool"),
			mapped("namespace", "the namespace of the tool"), mapped("arguments", "of a call: a text"),
			mapped("input", "of a call of a custom tool: a text"),
			mapped("output", "of a result: a text or a list of parts"), mapped("summary", "of reasoning"),
			mapped("encrypted_content", "of reasoning: our signature"), mapped("id", "of a reference: the item"),
			mapped("status", "incomplete: a call whose arguments were cut is left out, with its result"),
			withoutEffect("phase", "all texts are read"), withoutEffect("caller", "the model itself calls"),
			withoutEffect("async", "the client runs the tools")),

	/** The types of parts. */
	PART(mapped("input_text", "of every message and of results"),
			mapped("input_image", "of a user or a result, by its address or as data URL"),
			mapped("output_text", "of an assistant"), mapped("refusal", "of an assistant, as text"),
			mapped("reasoning_text", "of reasoning"), mapped("summary_text", "of a summary"),
			refused("input_file", "send its text"), refused("input_audio", "the model reads text and images")),

	/** The fields of parts. */
	PART_FIELD(mapped("type", "one of the types above"), mapped("text", "of a text"), mapped("refusal", "of a refusal"),
			mapped("image_url", "of an image"), withoutEffect("detail", "images are passed on as they are"),
			withoutEffect("annotations", "the model does not cite"),
			withoutEffect("logprobs", "log probabilities are not read"),
			withoutEffect("prompt_cache_breakpoint", "the server reuses the longest common beginning by itself"),
			refused("file_id", "no files are stored here")),

	/** The types of tools. Every other type is skipped. */
	TOOL(mapped("function", "a tool with a JSON schema"), mapped("namespace",
			"its tools become functions named NAMESPACE__NAME, shortened to 64 characters; calls get both names back"),
			mapped("custom", "becomes a function with one text, the field input"),
			withoutEffect("web_search", "runs at OpenAI"), withoutEffect("web_search_preview", "runs at OpenAI"),
			withoutEffect("web_search_2025_08_26", "runs at OpenAI"),
			withoutEffect("web_search_preview_2025_03_11", "runs at OpenAI"),
			withoutEffect("file_search", "runs at OpenAI"), withoutEffect("code_interpreter", "runs at OpenAI"),
			withoutEffect("image_generation", "runs at OpenAI"), withoutEffect("mcp", "OpenAI calls the server"),
			withoutEffect("programmatic_tool_calling", "runs at OpenAI"),
			withoutEffect("tool_search", "the model is offered all tools at once"),
			withoutEffect("computer", "needs a model that was trained for it"),
			withoutEffect("computer_use_preview", "needs a model that was trained for it"),
			withoutEffect("local_shell", "needs a model that was trained for it"),
			withoutEffect("shell", "needs a model that was trained for it"),
			withoutEffect("apply_patch", "needs a model that was trained for it")),

	/** The fields of functions, namespaces and custom tools. */
	TOOL_FIELD(mapped("type", "one of the types above"), mapped("name", "required"),
			mapped("description", "what it does; that of a namespace has no effect"),
			mapped("parameters",
					"of a function: a JSON schema; keywords that the server cannot follow are left out, unless the tool is strict"),
			mapped("strict", "of a function: whether arguments must follow the schema, where the server can do it"),
			mapped("tools", "of a namespace"), mapped("format", "of a custom tool: text or grammar"),
			withoutEffect("defer_loading", "the model is offered all tools at once"),
			withoutEffect("allowed_callers", "only the model itself calls"),
			withoutEffect("output_schema", "results are read as they are")),

	/** The field {@code format} of a custom tool. */
	TOOL_FORMAT(mapped("type", "text or grammar"),
			mapped("definition", "of a grammar: shown to the model, but not enforced"),
			withoutEffect("syntax", "the model recognizes it")),

	/** The field {@code tool_choice}, as an object. */
	TOOL_CHOICE(mapped("type", "function, custom or allowed_tools; tools that are skipped cannot be chosen"),
			mapped("name", "of a function or a custom tool"), mapped("namespace", "of a function"),
			mapped("mode", "of allowed_tools: auto or required"),
			mapped("tools", "of allowed_tools: only these are offered")),

	/** The field {@code text}. */
	TEXT(mapped("format", "the form of the answer"), withoutEffect("verbosity", "no local model knows it")),

	/** The field {@code text.format}. */
	FORMAT(mapped("type", "text, json_object or json_schema"), mapped("schema", "a JSON schema"),
			withoutEffect("name", "a label"), withoutEffect("description", "the model is shown the schema only"),
			withoutEffect("strict", "the schema is always followed")),

	/** The field {@code reasoning}. */
	REASONING(mapped("effort", "none: the model does not think; all others: as it does by itself"),
			mapped("summary", "auto, concise or detailed: thinking is written as a summary; absent: as text"),
			mapped("generate_summary", "older name of summary"),
			withoutEffect("context", "all reasoning with our signature is read"),
			withoutEffect("mode", "there is one mode"));

	private final Map<String, FieldRule> rules;

	ResponsesFields(FieldRule... rules) {
		this.rules = FieldRules.table(List.of(rules));
	}

	@Override
	public Map<String, FieldRule> byField() {
		return this.rules;
	}

}
