package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ShimmyDefaults;
import org.jspecify.annotations.Nullable;

/**
 * Decides how long a server may be silent in an answer. Learns from answers how fast each
 * server reads prompts.
 */
public final class PatienceRule {

	/**
	 * Reading speed of a server that was not measured yet, in tokens a second: that of a
	 * model of 8 billion weights on a small CPU.
	 */
	static final double ASSUMED_SPEED = 20;

	/** In addition to the time for reading: the server may have to load the model. */
	private static final Duration BASE = Duration.parse("PT" + ShimmyDefaults.FIRST_TOKEN_TIMEOUT);

	/**
	 * English has about 4 bytes a token, other languages and code 2 to 3. No text has
	 * more tokens than bytes, and half the measured speed leaves room for that.
	 */
	private static final long BYTES_PER_TOKEN = 2;

	/** Longest time that the timers of HTTP clients can measure. */
	private static final Duration LONGEST = Duration.ofDays(24);

	/** A slower machine was asleep or swapping. */
	private static final double SLOWEST_SPEED = 1;

	/** A shorter prompt measures the request and not the reading. */
	private static final long FEWEST_TOKENS = 64;

	private static final int MEASUREMENTS = 32;

	private static final double NANOS_PER_SECOND = 1e9;

	private final @Nullable Duration firstToken;

	private final Duration betweenTokens;

	/** By server kind and model, since a restart on another port changes nothing. */
	private final Map<String, Speeds> measured = new ConcurrentHashMap<>();

	/**
	 * Creates a rule.
	 * @param firstToken longest silence before the first token; null = computed from the
	 * length of the prompt and the speed of the server
	 * @param betweenTokens longest silence after the first token
	 */
	public PatienceRule(@Nullable Duration firstToken, Duration betweenTokens) {
		this.firstToken = firstToken;
		this.betweenTokens = betweenTokens;
	}

	/** Limits on silence in the answer to a prompt of this size. */
	public Patience of(ServerEndpoint endpoint, long promptBytes) {
		Duration first = (this.firstToken != null) ? this.firstToken
				: BASE.plus(readingAtHalfSpeed(endpoint, tokens(endpoint, promptBytes)));
		boolean whole = endpoint.capabilities().delivery() == TokenDelivery.BURST;
		return new Patience(shorter(whole ? first.plus(this.betweenTokens) : first), this.betweenTokens, whole);
	}

	/** Never more than fit into the server's context, where that is known. */
	private static long tokens(ServerEndpoint endpoint, long promptBytes) {
		GenerationLimits limits = endpoint.capabilities().limits();
		long tokens = promptBytes / BYTES_PER_TOKEN;
		return limits.known() ? Math.min(tokens, limits.promptTokens()) : tokens;
	}

	private static Duration shorter(Duration limit) {
		return (limit.compareTo(LONGEST) > 0) ? LONGEST : limit;
	}

	private Duration readingAtHalfSpeed(ServerEndpoint endpoint, long tokens) {
		double speed = this.measured.getOrDefault(name(endpoint), Speeds.NONE).slowest();
		return Duration.ofNanos((long) (tokens * NANOS_PER_SECOND / (speed / 2)));
	}

	/** A prompt was read; the first token came this long after the request. */
	void learn(ServerEndpoint endpoint, Usage usage, Duration firstToken) {
		if (usage.readTokens() < FEWEST_TOKENS || firstToken.isZero() || firstToken.isNegative()) {
			return;
		}
		double speed = Math.max(SLOWEST_SPEED, usage.readTokens() * NANOS_PER_SECOND / firstToken.toNanos());
		this.measured.compute(name(endpoint),
				(name, before) -> ((before != null) ? before : Speeds.NONE).with(speed, usage.cachedTokens() != null));
	}

	private static String name(ServerEndpoint endpoint) {
		return endpoint.capabilities().kind() + ": " + endpoint.model();
	}

	/**
	 * How long a server may be silent in one answer.
	 *
	 * @param firstToken longest silence before the first token, or of a whole answer
	 * @param betweenTokens longest silence after a token
	 * @param whole whether the server is silent until its whole answer is complete
	 */
	public record Patience(Duration firstToken, Duration betweenTokens, boolean whole) {
	}

	/**
	 * How long the server may still be silent in an answer. A silence ends only when the
	 * answer grows or more of the prompt was read, because a stuck server may keep
	 * sending comments, empty chunks and unchanged reports. Only time spent waiting for
	 * the server counts. For one thread.
	 */
	public static final class SilenceLimit {

		private final Patience patience;

		private boolean tokensBegan;

		private long leftNanos;

		SilenceLimit(Patience patience) {
			this.patience = patience;
			progressed();
		}

		/** Longest next wait for the server, in nanoseconds above zero. */
		public long leftNanos() {
			return Math.max(this.leftNanos, 1);
		}

		/** Something arrived after a wait of this length. */
		public void waited(long nanos) {
			this.leftNanos -= nanos;
		}

		/** The first token arrived; from now on the limit between two tokens holds. */
		void tokensBegan() {
			this.tokensBegan = true;
			progressed();
		}

		/** The answer grew, or more of the prompt was read. */
		public void progressed() {
			this.leftNanos = limit().toNanos();
		}

		/** Longest duration of the present silence, counted from its beginning. */
		public Duration limit() {
			return this.tokensBegan ? this.patience.betweenTokens() : this.patience.firstToken();
		}

		/** Kind of the present silence. */
		public Kind kind() {
			if (this.tokensBegan) {
				return Kind.AFTER_A_TOKEN;
			}
			return this.patience.whole() ? Kind.WHOLE_ANSWER : Kind.BEFORE_THE_FIRST_TOKEN;
		}

		/** Part of an answer in which a server is silent. */
		public enum Kind {

			/** Connecting, loading, reading the prompt. */
			BEFORE_THE_FIRST_TOKEN,

			/** The time between two tokens. */
			AFTER_A_TOKEN,

			/** The whole answer of a server that bursts. */
			WHOLE_ANSWER

		}

	}

	/**
	 * Speeds that were measured on a server. The slowest counts, since the limit must
	 * hold for every prompt. A server that does not report its cached tokens may seem
	 * faster than it is, so its measurements only lower the speed, for good.
	 *
	 * @param sure the last speeds of prompts whose cached tokens were reported
	 * @param limit slowest of the other speeds; infinite if there is none
	 */
	private record Speeds(List<Double> sure, double limit) {

		private static final Speeds NONE = new Speeds(List.of(), Double.POSITIVE_INFINITY);

		Speeds with(double speed, boolean isSure) {
			if (!isSure) {
				return new Speeds(this.sure, Math.min(this.limit, speed));
			}
			Stream<Double> last = this.sure.stream().skip(Math.max(0, this.sure.size() + 1 - MEASUREMENTS));
			return new Speeds(Stream.concat(last, Stream.of(speed)).toList(), this.limit);
		}

		double slowest() {
			return Math.min(this.limit, this.sure.isEmpty() ? ASSUMED_SPEED : Collections.min(this.sure));
		}

	}

}
