package io.github.shimmy4j.protocol.openai;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.field.FieldRule;
import io.github.shimmy4j.protocol.field.FieldRules;

import static io.github.shimmy4j.protocol.field.FieldRule.mapped;
import static io.github.shimmy4j.protocol.field.FieldRule.refused;
import static io.github.shimmy4j.protocol.field.FieldRule.withoutEffect;

/**
 * Every field of a chat request that is translated into another protocol, and what
 * becomes of it. Requests to servers of OpenAI's protocol are passed on instead.
 */
enum ChatFields implements FieldRules {

	/** The body. */
	REQUEST(mapped(Fields.MODEL, "the model"), mapped(Fields.MESSAGES, "the conversation; required"),
			mapped(Fields.TOOLS, "an empty list is no tools"),
			mapped(Fields.TOOL_CHOICE, "auto, none, required or one function"),
			mapped(Fields.PARALLEL_TOOL_CALLS, "false: at most one call in an answer"),
			mapped("temperature", "a number of at least 0"), mapped("top_p", "a number from 0 to 1"),
			mapped("top_k", "a whole number"), mapped("min_p", "a number from 0 to 1"),
			mapped("typical_p", "a number from 0 to 1"), mapped("seed", "a whole number"),
			mapped("repeat_last_n", "a whole number"), mapped("repeat_penalty", "a number of at least 0"),
			mapped("presence_penalty", "a number"), mapped("frequency_penalty", "a number"),
			mapped("max_tokens", "at least 1"), mapped("max_completion_tokens", "as max_tokens, and wins over it"),
			mapped("stop", "a text or a list of texts"),
			mapped(Fields.RESPONSE_FORMAT, "text, json_object or json_schema"),
			mapped("reasoning_effort", "none: no thinking; any other has no effect"),
			mapped("chat_template_kwargs", "enable_thinking"),
			mapped("stream", "whether the answer is sent piece by piece"),
			mapped("stream_options", "belongs to the form of the answer"), mapped("n", "1"),
			mapped("modalities", "text"), refused(Fields.LOGPROBS, "another protocol has none"),
			refused("top_logprobs", "another protocol has none"),
			refused("logit_bias", "another protocol has other tokens"), refused("audio", "the model writes text only"),
			refused("functions", "use tools"), refused("function_call", "use tool_choice"),
			refused("web_search_options", "there is no search here"), withoutEffect("user", "names the client's user"),
			withoutEffect("safety_identifier", "names the client's user"),
			withoutEffect("metadata", "nothing is stored"), withoutEffect("store", "nothing is stored"),
			withoutEffect("service_tier", "there is one tier"),
			withoutEffect("prompt_cache_key", "only makes answers faster"),
			withoutEffect("prompt_cache_retention", "only makes answers faster"),
			withoutEffect("prediction", "only makes answers faster"), withoutEffect("verbosity", "has no equal")),

	/** A message. */
	MESSAGE(mapped(Fields.ROLE, "system, developer, user, assistant or tool"),
			mapped(Fields.CONTENT, "a text or a list of parts"),
			mapped(Fields.NAME, "of a result: the tool; of another message without effect"),
			mapped(Fields.TOOL_CALLS, "of an assistant"), mapped(Fields.TOOL_CALL_ID, "of a result"),
			mapped(Fields.REASONING_CONTENT, "of an assistant"), mapped(Fields.REFUSAL, "of an assistant, as text"),
			withoutEffect("annotations", "only answers have them"), refused("audio", "the model writes text only"),
			refused("function_call", "use tool_calls")),

	/** A part of a content. */
	PART(mapped(Fields.TYPE, "text, refusal or image_url"), mapped(Fields.TEXT, "of a text"),
			mapped(Fields.REFUSAL, "of a refusal"), mapped("image_url", "of an image")),

	/** The field {@code image_url}. */
	IMAGE(mapped("url", "an address, or the image itself in base64"),
			withoutEffect("detail", "images are passed on as they are")),

	/** A call. */
	CALL(mapped(Fields.ID, "required"), mapped(Fields.TYPE, "function"), mapped(Fields.FUNCTION, "required"),
			withoutEffect(Fields.INDEX, "the order counts")),

	/** The function of a call. */
	CALLED(mapped(Fields.NAME, "required"), mapped(Fields.ARGUMENTS, "JSON as a text")),

	/** A tool, or a choice of one. */
	TOOL(mapped(Fields.TYPE, "function"), mapped(Fields.FUNCTION, "required")),

	/** The function of a tool, or of a choice. */
	FUNCTION(mapped(Fields.NAME, "required"), mapped("description", "what it does"),
			mapped("parameters", "a JSON schema of type object"),
			mapped("strict", "whether arguments must follow the schema")),

	/** The field {@code response_format}. */
	FORMAT(mapped(Fields.TYPE, "text, json_object or json_schema"), mapped("json_schema", "of the type json_schema")),

	/** The field {@code response_format.json_schema}. */
	SCHEMA(mapped("schema", "a JSON schema"), withoutEffect(Fields.NAME, "a label"),
			withoutEffect("description", "a label"), withoutEffect("strict", "the schema is always followed")),

	/** Variables of the template. */
	VARIABLES(mapped("enable_thinking", "whether the model thinks first"));

	private final Map<String, FieldRule> rules;

	ChatFields(FieldRule... rules) {
		this.rules = FieldRules.table(List.of(rules));
	}

	@Override
	public Map<String, FieldRule> byField() {
		return this.rules;
	}

}
