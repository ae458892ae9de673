package io.github.shimmy4j.protocol.field;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import tools.jackson.databind.JsonNode;

/** Reads settings of the sampling from fields that have their names. */
public final class SamplingReader {

	private SamplingReader() {
	}

	/**
	 * Reads the settings that a request has.
	 * @param request the request
	 * @param settings the settings that its protocol has
	 * @throws InvalidFieldException if one of them has a wrong value
	 */
	public static Sampling read(RequestObject request, List<Setting> settings) {
		Map<Setting, Number> values = new EnumMap<>(Setting.class);
		for (Setting setting : settings) {
			String name = setting.name().toLowerCase(Locale.ROOT);
			JsonNode value = request.get(name);
			if (value.isMissingNode()) {
				continue;
			}
			if (!value.isNumber() || !setting.allows(value.numberValue())) {
				throw request.rejected(name, setting.allowed());
			}
			values.put(setting, value.numberValue());
		}
		return new Sampling(values);
	}

}
