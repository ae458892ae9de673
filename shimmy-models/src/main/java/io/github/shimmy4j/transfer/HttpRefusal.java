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

/** What an answer means that does not have what was asked for. */
final class HttpRefusal {

	private static final int OK = 200;

	/** The hub's own words are one sentence. */
	private static final int MAX_LENGTH = 1000;

	/** A server that has too much to do, or one behind it that is away for a moment. */
	private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

	private HttpRefusal() {
	}

	/** Throws unless the answer has what was asked for. */
	static void requireOk(WebExchange answer) throws IOException {
		if (answer.status() != OK) {
			throw of(answer);
		}
	}

	/** Where an answer points to that is not followed; what a query has may be secret. */
	static String target(WebExchange answer) {
		String location = answer.header("Location").replaceFirst("(?s)[?#].*", "");
		return location.isEmpty() ? "" : ", and points to '%s', which is not followed"
			.formatted(PrintableText.of(ShownAddress.of(location), PrintableText.NAME_LENGTH));
	}

	/**
	 * The failure, with the hub's own words where it is the hub's; one that may pass is
	 * to be tried again, when the server says.
	 */
	static IOException of(WebExchange answer) {
		String words = Stream.of("X-Error-Code", "X-Error-Message")
			.map(answer::header)
			.filter((value) -> !value.isEmpty())
			.collect(Collectors.joining(": "));
		String what = PrintableText.of("'%s' answered with HTTP %d%s%s".formatted(answer.shown(), answer.status(),
				words.isEmpty() ? "" : ", " + words, target(answer)), MAX_LENGTH);
		return PASSING.contains(answer.status()) ? new TryAgainException(what, retryAfter(answer), null)
				: new IOException(what);
	}

	/**
	 * How long the server wants to be left alone: seconds, or a date. Nothing if it does
	 * not say, or if that is past; see
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
