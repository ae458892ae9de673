package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shimmy4j.text.PrintableText;

/** The failure for an HTTP answer that does not contain the requested file. */
final class HttpRefusal {

	private static final int OK = 200;

	/** Enough for the hub's own explanation, which is one sentence. */
	private static final int MAX_LENGTH = 1000;

	/** Statuses of a server, or of one behind it, that is overloaded or away for now. */
	private static final Set<Integer> RETRYABLE = Set.of(408, 429, 500, 502, 503, 504);

	private HttpRefusal() {
	}

	static void requireOk(WebExchange answer) throws IOException {
		if (answer.status() != OK) {
			throw of(answer);
		}
	}

	/** The redirect that is not followed, without its query, which may be a secret. */
	static String target(WebExchange answer) {
		String location = answer.header("Location").replaceFirst("(?s)[?#].*", "");
		return location.isEmpty() ? "" : ", and points to '%s', which is not followed"
			.formatted(PrintableText.of(ShownAddress.of(location), PrintableText.NAME_LENGTH));
	}

	/** The failure, with the hub's own explanation if there is one. */
	static IOException of(WebExchange answer) {
		String explanation = Stream.of("X-Error-Code", "X-Error-Message")
			.map(answer::header)
			.filter((value) -> !value.isEmpty())
			.collect(Collectors.joining(": "));
		String message = PrintableText.of("'%s' answered with HTTP %d%s%s".formatted(answer.shown(), answer.status(),
				explanation.isEmpty() ? "" : ", " + explanation, target(answer)), MAX_LENGTH);
		return RETRYABLE.contains(answer.status()) ? new RetryableException(message, retryAfter(answer), null)
				: new IOException(message);
	}

	/**
	 * The wait that the server asks for, in seconds or as a date; zero if it gives none
	 * or a date in the past. See
	 * <a href="https://www.rfc-editor.org/rfc/rfc9110#name-retry-after">RFC 9110</a>.
	 */
	private static Duration retryAfter(WebExchange answer) {
		String text = answer.header("Retry-After");
		if (text.matches("\\d{1,9}")) {
			return Duration.ofSeconds(Long.parseLong(text));
		}
		try {
			Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			Duration wait = Duration.between(Instant.now(), date);
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeException ex) {
			return Duration.ZERO;
		}
	}

}
