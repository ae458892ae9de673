package io.github.shimmy4j.protocol.responses;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.field.RequestObject;
import io.github.shimmy4j.protocol.field.SamplingReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads how a request wants its answer. */
final class RuleReader {

	private static final String TYPE = "type";

	private static final String LOGPROBS = "message.output_text.logprobs";

	/** Those of the tools that run at OpenAI add nothing. */
	private static final List<String> INCLUDED = List.of("reasoning.encrypted_content", "message.input_image.image_url",
			"web_search_call.results", "web_search_call.action.sources", "file_search_call.results",
			"code_interpreter_call.outputs", "computer_call_output.output.image_url");

	private final RequestObject request;

	RuleReader(RequestObject request) {
		this.request = request;
	}

	Sampling sampling() {
		return SamplingReader.read(this.request, List.of(Setting.TEMPERATURE, Setting.TOP_P));
	}

	AnswerRules rules() {
		checkPromises();
		return new AnswerRules(this.request.limit("max_output_tokens"), List.of(), format(), thinking(),
				Boolean.TRUE.equals(this.request.flag("stream")));
	}

	/** Whether thinking is written as a summary. */
	boolean summary() {
		RequestObject reasoning = reasoning();
		return reasoning != null && (asksFor(reasoning, "summary") || asksFor(reasoning, "generate_summary"));
	}

	private static boolean asksFor(RequestObject reasoning, String field) {
		String summary = reasoning.text(field);
		if (!summary.isEmpty() && !ResponsesValues.SUMMARY.has(summary)) {
			throw reasoning.rejected(field, ResponsesValues.SUMMARY.allowed());
		}
		return !summary.isEmpty();
	}

	/** Checks the fields include, truncation and metadata. */
	private void checkPromises() {
		String truncation = this.request.text("truncation");
		if (!truncation.isEmpty() && !ResponsesValues.TRUNCATION.has(truncation)) {
			throw this.request.rejected("truncation", ResponsesValues.TRUNCATION.allowed());
		}
		int index = 0;
		for (JsonNode each : this.request.list("include", "texts")) {
			String path = this.request.path("include") + "[" + index++ + "]";
			if (!each.isString()) {
				throw InvalidFieldException.rejected(path, each, "a text");
			}
			if (each.asString().equals(LOGPROBS)) {
				throw InvalidFieldException.unsupported(path, each,
						"ask for log probabilities on /v1/chat/completions");
			}
			if (!INCLUDED.contains(each.asString())) {
				throw InvalidFieldException.rejected(path, each, "one of " + String.join(", ", INCLUDED));
			}
		}
		JsonNode metadata = this.request.get("metadata");
		if (!metadata.isMissingNode() && !metadata.isObject()) {
			throw this.request.rejected("metadata", "an object");
		}
	}

	private AnswerFormat format() {
		RequestObject text = this.request.object("text", ResponsesFields.TEXT);
		RequestObject format = (text != null) ? text.object("format", ResponsesFields.FORMAT) : null;
		if (format == null) {
			return AnswerFormat.TEXT;
		}
		return switch (format.text(TYPE)) {
			case "text" -> AnswerFormat.TEXT;
			case "json_object" -> AnswerFormat.JSON;
			case "json_schema" -> format.schemaFormat("schema");
			default -> throw format.rejected(TYPE, "'text', 'json_object' or 'json_schema'");
		};
	}

	private ThinkingMode thinking() {
		RequestObject reasoning = reasoning();
		String effort = (reasoning != null) ? reasoning.text("effort") : "";
		if (reasoning != null && !effort.isEmpty() && !ResponsesValues.EFFORT.has(effort)) {
			throw reasoning.rejected("effort", ResponsesValues.EFFORT.allowed());
		}
		return effort.equals("none") ? ThinkingMode.OFF : ThinkingMode.UNSET;
	}

	private @Nullable RequestObject reasoning() {
		return this.request.object("reasoning", ResponsesFields.REASONING);
	}

}
