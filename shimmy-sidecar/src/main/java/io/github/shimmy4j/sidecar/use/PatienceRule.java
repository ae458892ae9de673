package io.github.shimmy4j.sidecar.use;

import java.time.Duration;

import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.protocol.openai.Usage;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ShimmyDefaults;
import org.jspecify.annotations.Nullable;

/**
 * How long a server may be silent in its answer to a request. Learns from the answers how
 * fast servers read.
 */
public final class PatienceRule {

	/** Beside the time for reading: the server may have to load the model first. */
	private static final Duration BASE = Duration.parse("PT" + ShimmyDefaults.FIRST_TOKEN_TIMEOUT);

	/**
	 * English has about 4 bytes a token, other languages and code 2 to 3. No text has
	 * more tokens than bytes, and half the measured speed leaves room for that.
	 */
	private static final long BYTES_PER_TOKEN = 2;

	/** The longest that the timers of HTTP clients can measure. */
	private static final Duration LONGEST = Duration.ofDays(24);

	private final @Nullable Duration firstToken;

	private final Duration betweenTokens;

	private final ReadingSpeeds speeds = new ReadingSpeeds();

	/**
	 * A rule.
	 * @param firstToken longest silence before the first token; null = by the length of
	 * the prompt and the server's speed
	 * @param betweenTokens longest silence after it
	 */
	public PatienceRule(@Nullable Duration firstToken, Duration betweenTokens) {
		this.firstToken = firstToken;
		this.betweenTokens = betweenTokens;
	}

	/**
	 * The limits of an answer.
	 * @param endpoint who is asked
	 * @param promptBytes size of what the server has to read
	 * @return the limits
	 */
	public Patience of(ServerEndpoint endpoint, long promptBytes) {
		Duration first = (this.firstToken != null) ? this.firstToken
				: BASE.plus(this.speeds.atHalfSpeed(name(endpoint), tokens(endpoint, promptBytes)));
		boolean whole = endpoint.capabilities().delivery() == TokenDelivery.BURST;
		return new Patience(shorter(whole ? first.plus(this.betweenTokens) : first), this.betweenTokens, whole);
	}

	/** A server that cannot take a longer prompt needs no longer for it. */
	private static long tokens(ServerEndpoint endpoint, long promptBytes) {
		GenerationLimits limits = endpoint.capabilities().limits();
		long tokens = promptBytes / BYTES_PER_TOKEN;
		return limits.known() ? Math.min(tokens, limits.promptTokens()) : tokens;
	}

	private static Duration shorter(Duration limit) {
		return (limit.compareTo(LONGEST) > 0) ? LONGEST : limit;
	}

	/**
	 * A prompt was read to its end.
	 * @param endpoint who read it
	 * @param usage what the server counted
	 * @param firstToken from the request to the first token
	 */
	void learn(ServerEndpoint endpoint, Usage usage, Duration firstToken) {
		this.speeds.learn(name(endpoint), usage, firstToken);
	}

	/** Another port, after a restart, is the same server. */
	private static String name(ServerEndpoint endpoint) {
		return endpoint.capabilities().generation() + ": " + endpoint.model();
	}

}
