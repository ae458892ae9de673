package io.github.shimmy4j.protocol.conversation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How the server chooses tokens. Absent settings are the server's default.
 *
 * @param values a {@link Long} for each setting that is a whole number, a {@link Double}
 * for each other
 */
public record Sampling(Map<Setting, Number> values) {

	/** The server's defaults. */
	public static final Sampling DEFAULT = new Sampling(Map.of());

	public Sampling {
		EnumMap<Setting, Number> checked = new EnumMap<>(Setting.class);
		values.forEach((setting, value) -> {
			if (!setting.allows(value)) {
				throw new IllegalArgumentException(
						"%s is %s; it must be %s".formatted(setting, value, setting.allowed()));
			}
			checked.put(setting, setting.isWhole() ? (Number) value.longValue() : (Number) value.doubleValue());
		});
		values = Collections.unmodifiableMap(checked);
	}

	/** The value of a setting, or null. */
	public @Nullable Number get(Setting setting) {
		return this.values.get(setting);
	}

	/** A setting of the sampling. */
	public enum Setting {

		/** Randomness; 0 takes the most likely token. */
		TEMPERATURE(false, 0, Double.MAX_VALUE, "a number of at least 0"),

		/** Share of the probability that is considered. */
		TOP_P(false, 0, 1, "a number from 0 to 1"),

		/** Number of tokens that are considered; 0 and -1 consider all. */
		TOP_K(true, -1, Integer.MAX_VALUE, "a whole number of at least -1"),

		/** Least probability, as a share of that of the most likely token. */
		MIN_P(false, 0, 1, "a number from 0 to 1"),

		/** Share of the probability that is considered, typical tokens first. */
		TYPICAL_P(false, 0, 1, "a number from 0 to 1"),

		/** Seed of the random numbers. */
		SEED(true, Long.MIN_VALUE, Long.MAX_VALUE, "a whole number"),

		/** Tokens that the penalty for repetition looks back on; -1 is the context. */
		REPEAT_LAST_N(true, -1, Integer.MAX_VALUE, "a whole number of at least -1"),

		/** Factor against tokens that were used before; 1 is none. */
		REPEAT_PENALTY(false, 0, Double.MAX_VALUE, "a number of at least 0"),

		/** Penalty for each token that was used before. */
		PRESENCE_PENALTY(false, -Double.MAX_VALUE, Double.MAX_VALUE, "a number"),

		/** Penalty for each use of a token before. */
		FREQUENCY_PENALTY(false, -Double.MAX_VALUE, Double.MAX_VALUE, "a number");

		private final boolean whole;

		private final double least;

		private final double most;

		private final String allowed;

		Setting(boolean whole, double least, double most, String allowed) {
			this.whole = whole;
			this.least = least;
			this.most = most;
			this.allowed = allowed;
		}

		/** Whether it is a whole number. */
		public boolean isWhole() {
			return this.whole;
		}

		/** The values that it may have, for people. */
		public String allowed() {
			return this.allowed;
		}

		/** Whether it may have this value. A whole number may be written as 8.0. */
		public boolean allows(Number value) {
			double number = value.doubleValue();
			return number >= this.least && number <= this.most && (!this.whole || number == Math.rint(number));
		}

	}

}
