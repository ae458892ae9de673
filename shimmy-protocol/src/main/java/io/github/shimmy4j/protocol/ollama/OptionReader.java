package io.github.shimmy4j.protocol.ollama;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.field.RequestObject;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads how a request wants its answer: the options, the format and the thinking. */
final class OptionReader {

	private static final Set<String> LEVELS = Set.of("low", "medium", "high", "max");

	private static final String STOP = "stop";

	private final RequestObject request;

	/** Null if the request has none. */
	private final @Nullable RequestObject options;

	OptionReader(RequestObject request) {
		this.request = request;
		this.options = request.object("options", FieldTable.OPTIONS);
	}

	/** Ollama's names are those of the settings. */
	Sampling sampling() {
		if (this.options == null) {
			return Sampling.DEFAULT;
		}
		Map<Setting, Number> values = new EnumMap<>(Setting.class);
		for (Setting setting : Setting.values()) {
			String name = setting.name().toLowerCase(Locale.ROOT);
			JsonNode value = this.options.get(name);
			if (value.isMissingNode()) {
				continue;
			}
			if (!value.isNumber() || !setting.allows(value.numberValue())) {
				throw this.options.rejected(name, setting.allowed());
			}
			values.put(setting, value.numberValue());
		}
		return new Sampling(values);
	}

	AnswerRules rules() {
		Boolean stream = this.request.flag("stream");
		return new AnswerRules(limit(), stops(), format(), thinking(), stream == null || stream);
	}

	/** Ollama generates without a limit at 0 and below. */
	private @Nullable Integer limit() {
		Integer limit = (this.options != null) ? this.options.wholeNumber("num_predict") : null;
		return (limit != null && limit > 0) ? limit : null;
	}

	private List<String> stops() {
		if (this.options == null) {
			return List.of();
		}
		JsonNode stop = this.options.get(STOP);
		if (stop.isMissingNode()) {
			return List.of();
		}
		List<String> stops = new ArrayList<>();
		for (JsonNode each : stop.isArray() ? stop : List.of(stop)) {
			if (each.asString("").isEmpty() || !each.isString()) {
				String path = this.options.path(STOP) + (stop.isArray() ? "[" + stops.size() + "]" : "");
				throw InvalidFieldException.rejected(path, each, "a text that is not empty");
			}
			stops.add(each.asString());
		}
		return stops;
	}

	private AnswerFormat format() {
		JsonNode format = this.request.get("format");
		if (format instanceof ObjectNode schema) {
			return AnswerFormat.of(schema);
		}
		if (format.isMissingNode() || (format.isString() && format.asString().isEmpty())) {
			return AnswerFormat.TEXT;
		}
		if (format.isString() && format.asString().equals("json")) {
			return AnswerFormat.JSON;
		}
		throw this.request.rejected("format", "\"json\" or a JSON schema");
	}

	private ThinkingMode thinking() {
		JsonNode think = this.request.get("think");
		if (think.isMissingNode()) {
			return ThinkingMode.UNSET;
		}
		if (think.isBoolean()) {
			return think.asBoolean() ? ThinkingMode.ON : ThinkingMode.OFF;
		}
		if (think.isString() && LEVELS.contains(think.asString())) {
			this.request.withoutEffect("think");
			return ThinkingMode.ON;
		}
		throw this.request.rejected("think", "true, false, \"low\", \"medium\", \"high\" or \"max\"");
	}

}
