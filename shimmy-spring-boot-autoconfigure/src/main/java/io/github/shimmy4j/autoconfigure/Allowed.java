package io.github.shimmy4j.autoconfigure;

import java.net.URI;
import java.time.Duration;

import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** Checks values of properties. A failure names the key, the value and the rule. */
public final class Allowed {

	/** The value that leaves a choice to shimmy4j. */
	static final String AUTO = "auto";

	private static final String UP_TO = "up-to-";

	/** The HTTP client counts milliseconds in an int, which ends at 24.8 days. */
	private static final Duration LONGEST = Duration.ofDays(24);

	private Allowed() {
	}

	/**
	 * Requires a whole number within limits; {@link Integer#MAX_VALUE} sets no upper one.
	 */
	public static void range(String key, int value, int lowest, int highest) {
		if (value < lowest || value > highest) {
			throw violation(key, value,
					(highest == Integer.MAX_VALUE) ? "a whole number of %d or more".formatted(lowest)
							: "a whole number from %d to %d".formatted(lowest, highest));
		}
	}

	static void sizeOrAuto(String key, String value, int lowest) {
		if (!value.equals(AUTO) && (!value.matches("[1-9][0-9]{0,8}") || Integer.parseInt(value) < lowest)) {
			throw violation(key, value, "'%s', or a whole number of %d or more".formatted(AUTO, lowest));
		}
	}

	/** Requires a number of tokens, one with 'up-to-' before it, or 'auto'. */
	static void context(String key, String value, int lowest) {
		String size = value.startsWith(UP_TO) ? value.substring(UP_TO.length()) : value;
		if (!value.equals(AUTO) && (!size.matches("[1-9][0-9]{0,8}") || Integer.parseInt(size) < lowest)) {
			throw violation(key, value,
					"'%s', or a whole number of %d or more, or one with '%s' before it".formatted(AUTO, lowest, UP_TO));
		}
	}

	/** The meaning of a value that {@link #context} allows; null for 'auto'. */
	static @Nullable ContextRequest contextOf(String value) {
		if (value.equals(AUTO)) {
			return null;
		}
		return value.startsWith(UP_TO) ? ContextRequest.upTo(Integer.parseInt(value.substring(UP_TO.length())))
				: ContextRequest.exactly(Integer.parseInt(value));
	}

	/** Requires a duration above zero, of 24 days at most. */
	public static void positive(String key, Duration value) {
		if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
			throw violation(key, value, "a duration above zero, such as 30s, of 24 days at most");
		}
	}

	/** Requires a duration of zero or more, of 24 days at most. */
	public static void notNegative(String key, Duration value) {
		if (value.isNegative() || value.compareTo(LONGEST) > 0) {
			throw violation(key, value, "a duration of zero or more, such as 5s, of 24 days at most");
		}
	}

	/** Requires a text that is not blank. */
	public static void text(String key, String value) {
		if (value.isBlank()) {
			throw violation(key, value, "a text that is not blank");
		}
	}

	/** Requires a text that is not blank, or none. */
	public static void textOrNull(String key, @Nullable String value) {
		if (value != null) {
			text(key, value);
		}
	}

	/** Requires a text that a pattern matches as a whole. */
	public static void matching(String key, String value, String pattern, String rule) {
		if (!value.matches(pattern)) {
			throw violation(key, value, rule);
		}
	}

	/**
	 * Requires the address of a server: HTTP, without user, query and fragment.
	 * @param key name of the setting, for the failure message
	 * @param value the address
	 * @throws ShimmyException INVALID_CONFIGURATION if it is anything else
	 */
	public static void address(String key, URI value) {
		boolean http = "http".equalsIgnoreCase(value.getScheme()) || "https".equalsIgnoreCase(value.getScheme());
		if (!http || value.getHost() == null) {
			throw violation(key, shown(value), "an address such as http://127.0.0.1:11435/v1");
		}
		if (value.getRawUserInfo() != null) {
			throw violation(key, shown(value), "an address without a user; write the key into 'shimmy.api-key'");
		}
		if (value.getRawQuery() != null || value.getRawFragment() != null) {
			throw violation(key, value, "an address without a query ('?') and without a fragment ('#')");
		}
	}

	/** Hides the user part, which may contain a password. */
	private static String shown(URI url) {
		String authority = url.getRawAuthority();
		int at = (authority != null) ? authority.lastIndexOf('@') : -1;
		return (at < 0) ? url.toString() : url.toString().replace(authority, "…" + authority.substring(at));
	}

	/** The failure of a setting: its key, its value and what is allowed. */
	public static ShimmyException violation(String key, Object value, String rule) {
		String shown = PrintableText.of(String.valueOf(value), PrintableText.NAME_LENGTH);
		return new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
				"'%s' is '%s'; allowed is %s".formatted(key, shown, rule));
	}

}
