package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an answer means that does not have what was asked for. */
final class HttpRefusal {

	private static final int OK = 200;

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

	/**
	 * The failure, with the hub's own words where it is the hub's; one that may pass is
	 * to be tried again, when the server says.
	 */
	static IOException of(WebExchange answer) {
		String words = Stream.of("X-Error-Code", "X-Error-Message")
			.map(answer::header)
			.filter((value) -> !value.isEmpty())
			.collect(Collectors.joining(": "));
		String what = "'%s' answered with HTTP %d%s".formatted(answer.shown(), answer.status(),
				words.isEmpty() ? "" : ", " + words);
		return PASSING.contains(answer.status())
				? new TryAgainException(what, RetryAfter.parse(answer.header("Retry-After"), Clock.systemUTC()), null)
				: new IOException(what);
	}

}
