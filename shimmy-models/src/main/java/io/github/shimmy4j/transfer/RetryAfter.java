package io.github.shimmy4j.transfer;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * The header by which a server says when it wants to be asked again: seconds, or a date.
 * See <a href="https://www.rfc-editor.org/rfc/rfc9110#name-retry-after">RFC 9110</a>.
 */
final class RetryAfter {

	private RetryAfter() {
	}

	/**
	 * How long from now; nothing if the value says nothing, or an instant that is past.
	 */
	static Duration parse(String value, Clock clock) {
		String text = value.strip();
		if (text.matches("\\d{1,9}")) {
			return Duration.ofSeconds(Long.parseLong(text));
		}
		try {
			ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
			Duration wait = Duration.between(clock.instant(), date.toInstant());
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeException ex) {
			return Duration.ZERO;
		}
	}

}
