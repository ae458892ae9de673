package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.field.RequestObject;
import io.github.shimmy4j.protocol.field.SamplingReader;
import tools.jackson.databind.JsonNode;

/** Reads how a request wants its answer. */
final class RuleReader {

	private static final List<Setting> SETTINGS = List.of(Setting.TEMPERATURE, Setting.TOP_P, Setting.TOP_K);

	private static final String MAX_TOKENS = "max_tokens";

	private static final String STOPS = "stop_sequences";

	private final RequestObject request;

	RuleReader(RequestObject request) {
		this.request = request;
	}

	Sampling sampling() {
		return SamplingReader.read(this.request, SETTINGS);
	}

	/** The rules of the answer, whose limit may be required. */
	AnswerRules rules(boolean limited) {
		Integer limit = this.request.limit(MAX_TOKENS);
		if (limit == null && limited) {
			throw this.request.rejected(MAX_TOKENS, "a whole number of at least 1");
		}
		return new AnswerRules(limit, stops(), format(), thinking(), Boolean.TRUE.equals(this.request.flag("stream")));
	}

	private List<String> stops() {
		List<String> stops = new ArrayList<>();
		for (JsonNode each : this.request.list(STOPS, "texts")) {
			if (!each.isString() || each.asString().isBlank()) {
				throw InvalidFieldException.rejected(this.request.path(STOPS) + "[" + stops.size() + "]", each,
						"a text that is not blank");
			}
			stops.add(each.asString());
		}
		return stops;
	}

	private AnswerFormat format() {
		RequestObject output = this.request.object("output_config", ClaudeFields.OUTPUT);
		RequestObject format = (output != null) ? output.object("format", ClaudeFields.FORMAT) : null;
		if (format == null) {
			format = this.request.object("output_format", ClaudeFields.FORMAT);
		}
		return (format != null) ? format(format) : AnswerFormat.TEXT;
	}

	private static AnswerFormat format(RequestObject format) {
		if (!format.text("type").equals("json_schema")) {
			throw format.rejected("type", "'json_schema'");
		}
		return format.schemaFormat("schema");
	}

	private ThinkingMode thinking() {
		RequestObject thinking = this.request.object("thinking", ClaudeFields.THINKING);
		if (thinking == null) {
			return ThinkingMode.UNSET;
		}
		return switch (thinking.text("type")) {
			case "enabled" -> ThinkingMode.ON;
			case "disabled" -> ThinkingMode.OFF;
			case "adaptive", "between_tools" -> ThinkingMode.UNSET;
			default -> throw thinking.rejected("type", "'enabled', 'disabled', 'adaptive' or 'between_tools'");
		};
	}

}
