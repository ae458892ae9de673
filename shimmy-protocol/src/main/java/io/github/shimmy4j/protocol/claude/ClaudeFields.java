package io.github.shimmy4j.protocol.claude;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRules;

import static io.github.shimmy4j.protocol.field.FieldRule.mapped;
import static io.github.shimmy4j.protocol.field.FieldRule.refused;
import static io.github.shimmy4j.protocol.field.FieldRule.withoutEffect;

/**
 * Every field of Claude's requests, and what becomes of it. Requests are read by these
 * tables, and the tables of the documentation are made from them.
 */
public enum ClaudeFields implements FieldRules {

	/** {@code POST /v1/messages}, and {@code POST /v1/messages/count_tokens}. */
	REQUEST(mapped("model", "the model; required"), mapped("messages", "the conversation; required"),
			mapped("system", "a text or a list of text blocks"),
			mapped("max_tokens", "at least 1; required, but not to count tokens"),
			mapped("stream", "true: events; false or absent: one document"),
			mapped("stop_sequences", "a list of texts that are not blank"),
			mapped("temperature", "a number of at least 0"), mapped("top_p", "a number from 0 to 1"),
			mapped("top_k", "a whole number"), mapped("tools", "an empty list is no tools"),
			mapped("tool_choice", "auto, any, tool or none"), mapped("thinking", "whether the model thinks first"),
			mapped("output_config", "the form of the answer"),
			mapped("output_format", "older name of output_config.format"),
			withoutEffect("cache_control", "the server reuses the longest common beginning by itself"),
			withoutEffect("context_management", "nothing is removed from a conversation"),
			withoutEffect("compaction", "the client compacts its conversation"),
			withoutEffect("metadata", "nothing is stored"), withoutEffect("service_tier", "there is one tier"),
			withoutEffect("speed", "there is one speed"),
			withoutEffect("inference_geo", "the model runs on this machine"),
			withoutEffect("diagnostics", "answers have none"), withoutEffect("fallbacks", "one model answers"),
			withoutEffect("fallback_credit_token", "nothing is billed"),
			withoutEffect("billing_policy", "nothing is billed"),
			withoutEffect("user_profile_id", "names the client's user"),
			withoutEffect("workspace_id", "names the client's workspace"),
			withoutEffect("betas", "belongs into a header"), refused("container", "no code is run here"),
			refused("mcp_servers", "the client has to call them"),
			refused("thread", "send the messages of the conversation")),

	/** A message. */
	MESSAGE(mapped("role", "user, assistant or system"), mapped("content", "a text or a list of blocks")),

	/** The types of blocks. */
	BLOCK(mapped("text", "in every message"),
			mapped("image", "in messages of the user and results of tools, in base64 or by its address"),
			mapped("document",
					"in messages of the user and results of tools: plain text or blocks; PDF and uploaded files are refused"),
			mapped("search_result", "in messages of the user and results of tools, as text"),
			mapped("tool_use", "in messages of the assistant"),
			mapped("tool_result", "in messages of the user, after the call"),
			mapped("tool_reference", "in results of tools, as text"),
			mapped("thinking", "in messages of the assistant, with a signature of this gateway; any other is left out"),
			withoutEffect("redacted_thinking", "only Claude can read it"),
			refused("server_tool_use", "its tools run on Anthropic's servers"),
			refused("web_search_tool_result", "its tools run on Anthropic's servers"),
			refused("web_fetch_tool_result", "its tools run on Anthropic's servers"),
			refused("code_execution_tool_result", "its tools run on Anthropic's servers"),
			refused("bash_code_execution_tool_result", "its tools run on Anthropic's servers"),
			refused("text_editor_code_execution_tool_result", "its tools run on Anthropic's servers"),
			refused("tool_search_tool_result", "its tools run on Anthropic's servers"),
			refused("mcp_tool_use", "its tools run on Anthropic's servers"),
			refused("mcp_tool_result", "its tools run on Anthropic's servers"),
			refused("container_upload", "no code is run here")),

	/** The fields of blocks. */
	BLOCK_FIELD(mapped("type", "one of the types above"), mapped("text", "of a text"),
			mapped("source", "of an image, a document or a search result; required"),
			mapped("title", "of a document, or of a search result, where it is required"),
			mapped("context", "of a document"), mapped("thinking", "of thinking"), mapped("signature", "of thinking"),
			withoutEffect("data", "of redacted thinking"), mapped("id", "of a call"),
			mapped("name", "of a call: the tool"), mapped("input", "of a call: an object"),
			mapped("tool_use_id", "of a result: a call of an earlier message"),
			mapped("content", "of a result or a search result"),
			mapped("is_error", "of a result: whether the tool has failed"), mapped("tool_name", "of a tool reference"),
			withoutEffect("cache_control", "the server reuses the longest common beginning by itself"),
			withoutEffect("citations", "the model does not cite"), withoutEffect("caller", "the model itself calls"),
			withoutEffect("toolset_name", "tools have no sets"),
			withoutEffect("transformations", "images are passed on as they are")),

	/** The source of an image or a document. */
	SOURCE(mapped("type", "base64 or url of an image, text or content of a document"), mapped("media_type",
			"image/jpeg, image/png, image/gif or image/webp; text/plain of a document of text; required with data"),
			mapped("data", "the file"), mapped("url", "the address of an image"), mapped("content", "of a document"),
			refused("file_id", "no files are stored here")),

	/** A tool. */
	TOOL(mapped("name", "required"), mapped("description", "what it does"), mapped("input_schema",
			"a JSON schema of type object, which is also meant where it has no type; keywords that the server cannot follow are left out, unless the tool is strict; required"),
			mapped("type", "custom; tools of Anthropic's own types are refused"),
			mapped("strict",
					"the arguments follow the schema in any case where tools are emulated, and on llama-server; passed on to other servers"),
			withoutEffect("cache_control", "the server reuses the longest common beginning by itself"),
			withoutEffect("defer_loading", "the model is told all tools at once"),
			withoutEffect("input_examples", "the model is told the schema only"),
			withoutEffect("eager_input_streaming", "arguments are always sent as they are generated"),
			withoutEffect("allowed_callers", "only the model itself calls")),

	/** The field {@code tool_choice}. */
	TOOL_CHOICE(mapped("type", "auto, any, tool or none"), mapped("name", "of the tool, with the type tool"), mapped(
			"disable_parallel_tool_use",
			"true: at most one call in an answer, in any case where tools are emulated; passed on to servers with tools of their own")),

	/** The field {@code thinking}. */
	THINKING(mapped("type",
			"disabled: none; enabled: the model thinks if it can; adaptive and between_tools: as it does by itself"),
			withoutEffect("budget_tokens", "only max_tokens limits an answer"),
			withoutEffect("display", "thinking is always shown")),

	/** The field {@code output_config}. */
	OUTPUT(mapped("format", "json_schema"), withoutEffect("effort", "local models have no such setting"),
			withoutEffect("task_budget", "only max_tokens limits an answer")),

	/** The field {@code output_config.format}. */
	FORMAT(mapped("type", "json_schema"), mapped("schema", "a JSON schema of type object"),
			withoutEffect("name", "a label"));

	private final Map<String, FieldRule> rules;

	ClaudeFields(FieldRule... rules) {
		this.rules = FieldRules.table(List.of(rules));
	}

	@Override
	public Map<String, FieldRule> byField() {
		return this.rules;
	}

}
