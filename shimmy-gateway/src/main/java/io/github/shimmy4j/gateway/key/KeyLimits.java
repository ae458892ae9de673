package io.github.shimmy4j.gateway.key;

import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;

/**
 * Limits on the requests of one caller.
 *
 * @param maxConcurrent requests that may be answered at the same time; further ones wait;
 * 0 = no limit
 * @param requestsPerMinute requests in a minute; further ones are refused, or wait if
 * their client sees that they do; 0 = no limit
 * @param models names of the models that may be used, as the gateway lists them; empty =
 * all
 */
public record KeyLimits(int maxConcurrent, int requestsPerMinute, List<String> models) {

	/** No limits. */
	public static final KeyLimits NONE = new KeyLimits(0, 0, List.of());

	private static final int HIGHEST_CONCURRENT = 1000;

	private static final int HIGHEST_RATE = 1_000_000;

	private static final int MOST_MODELS = 64;

	public KeyLimits {
		models = List.copyOf(models);
		requireRange("limit of concurrent requests", maxConcurrent, HIGHEST_CONCURRENT);
		requireRange("limit of requests per minute", requestsPerMinute, HIGHEST_RATE);
		if (models.size() > MOST_MODELS) {
			throw violation("number of models", String.valueOf(models.size()),
					"a whole number from 0 to " + MOST_MODELS);
		}
		models.stream().filter((model) -> !isName(model)).findFirst().ifPresent((model) -> {
			throw violation("model", model, "a name of 1 to %d characters".formatted(PrintableText.NAME_LENGTH));
		});
	}

	/** Whether a model may be used. */
	public boolean allows(String model) {
		return this.models.isEmpty() || this.models.contains(model);
	}

	private static boolean isName(String model) {
		return !model.isBlank() && model.length() <= PrintableText.NAME_LENGTH;
	}

	private static void requireRange(String limit, int value, int highest) {
		if (value < 0 || value > highest) {
			throw violation(limit, String.valueOf(value), "a whole number from 0, which sets no limit, to " + highest);
		}
	}

	private static ShimmyException violation(String limit, String value, String rule) {
		return new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION, "The API key's %s is '%s'; allowed is %s"
			.formatted(limit, PrintableText.of(value, PrintableText.NAME_LENGTH), rule));
	}

}
