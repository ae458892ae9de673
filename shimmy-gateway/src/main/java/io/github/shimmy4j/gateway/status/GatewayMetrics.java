package io.github.shimmy4j.gateway.status;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.github.shimmy4j.gateway.http.RequestLogEntry.Outcome;
import io.github.shimmy4j.gateway.http.RequestLogListener;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Meters of the gateway. Those of generations have the names and the buckets of
 * OpenTelemetry's conventions for generative models; the others begin with
 * {@code shimmy.gateway.}. All values of tags are from bounded sets.
 */
public final class GatewayMetrics implements MeterBinder, RequestLogListener {

	private static final String PREFIX = "shimmy.gateway.";

	/** Stands where a tag has no value. */
	private static final String NONE = "none";

	private static final Duration[] REQUEST_SECONDS = seconds(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56,
			5.12, 10.24, 20.48, 40.96, 81.92);

	private static final Duration[] FIRST_TOKEN_SECONDS = seconds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25,
			0.5, 0.75, 1, 2.5, 5, 7.5, 10);

	private static final Duration[] PER_TOKEN_SECONDS = seconds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5,
			0.75, 1, 2.5);

	/** Powers of four, up to the largest contexts. */
	private static final double[] TOKENS = { 1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576 };

	private final IntSupplier waiting;

	private final IntSupplier busy;

	private final UnaryOperator<String> models;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	/**
	 * Makes the meters.
	 * @param waiting number of requests that wait for a slot
	 * @param busy number of slots that are taken
	 * @param models maps a model's name in a request to one of the names that are served
	 */
	public GatewayMetrics(IntSupplier waiting, IntSupplier busy, UnaryOperator<String> models) {
		this.waiting = waiting;
		this.busy = busy;
		this.models = models;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(PREFIX + "requests.waiting", this.waiting, IntSupplier::getAsInt)
			.description("Requests that wait for the model")
			.register(registry);
		Gauge.builder(PREFIX + "slots.busy", this.busy, IntSupplier::getAsInt)
			.description("Slots of the server that are taken")
			.register(registry);
		this.registries.add(registry);
	}

	@Override
	public void ended(RequestLogEntry entry, ServerWebExchange exchange) {
		this.registries.forEach((registry) -> record(entry, registry));
	}

	private void record(RequestLogEntry entry, MeterRegistry registry) {
		Tags route = Tags.of("route", entry.route(), "key", text(entry.caller()));
		count(registry, "requests", "Requests that have ended", route.and("status", String.valueOf(entry.status())), 1);
		if (entry.outcome() == Outcome.LEFT) {
			count(registry, "cancellations", "Requests whose client left before it had its answer", route, 1);
		}
		ShimmyException blamed = blamedOnServer(entry.failure());
		if (blamed != null) {
			count(registry, "upstream.failures", "Answers that failed in the server",
					Tags.of("code", blamed.code().name()), 1);
		}
		String model = entry.model();
		if (model != null) {
			recordGeneration(entry, Tags.of("gen_ai.operation.name", operation(entry.route()), "gen_ai.provider.name",
					"shimmy4j", "gen_ai.request.model", this.models.apply(model)), registry);
		}
	}

	private void recordGeneration(RequestLogEntry entry, Tags tags, MeterRegistry registry) {
		time(registry, "gen_ai.server.request.duration", "Time from a request to the end of its answer",
				tags.and("error.type", errorType(entry)), REQUEST_SECONDS, entry.total());
		time(registry, "gen_ai.server.time_to_first_token", "Time from a request to its first token", tags,
				FIRST_TOKEN_SECONDS, entry.firstToken());
		time(registry, "gen_ai.server.time_per_output_token", "Mean time between the tokens of an answer", tags,
				PER_TOKEN_SECONDS, entry.perToken());
		time(registry, PREFIX + "request.queue.time", "Time that requests waited for a slot", Tags.empty(),
				REQUEST_SECONDS, entry.queued());
		Usage usage = entry.usage();
		Tags key = Tags.of("key", text(entry.caller()));
		Long cached = usage.cachedTokens();
		tokens(registry, "input", usage.promptTokens(), tags, key);
		tokens(registry, "output", usage.completionTokens(), tags, key);
		if (cached != null) {
			countTokens(registry, "cached", cached, key);
		}
	}

	private static void tokens(MeterRegistry registry, String type, long tokens, Tags generation, Tags key) {
		if (tokens > 0) {
			DistributionSummary.builder("gen_ai.client.token.usage")
				.description("Tokens of one request or of its answer")
				.tags(generation.and("gen_ai.token.type", type))
				.serviceLevelObjectives(TOKENS)
				.register(registry)
				.record(tokens);
		}
		countTokens(registry, type, tokens, key);
	}

	private static void countTokens(MeterRegistry registry, String type, long tokens, Tags key) {
		count(registry, "tokens", "Tokens of requests (cached: those that were not read again) and of answers",
				key.and("type", type), tokens);
	}

	private static void count(MeterRegistry registry, String name, String description, Tags tags, long amount) {
		Counter.builder(PREFIX + name).description(description).tags(tags).register(registry).increment(amount);
	}

	private static void time(MeterRegistry registry, String name, String description, Tags tags, Duration[] buckets,
			@Nullable Duration time) {
		if (time != null) {
			Timer.builder(name)
				.description(description)
				.tags(tags)
				.serviceLevelObjectives(buckets)
				.register(registry)
				.record(time);
		}
	}

	private static Duration[] seconds(double... seconds) {
		return DoubleStream.of(seconds)
			.mapToObj((each) -> Duration.ofNanos(Math.round(each * 1e9)))
			.toArray(Duration[]::new);
	}

	private static @Nullable ShimmyException blamedOnServer(@Nullable Failure failure) {
		return (failure != null && failure.status() >= 500 && failure.cause().code().stage() == Stage.ANSWER)
				? failure.cause() : null;
	}

	private static String errorType(RequestLogEntry entry) {
		Failure failure = entry.failure();
		if (failure != null) {
			return failure.cause().code().name().toLowerCase(Locale.ROOT);
		}
		return (entry.outcome() == Outcome.ANSWERED) ? NONE : entry.outcome().name().toLowerCase(Locale.ROOT);
	}

	/** OpenTelemetry's name of what a route does. */
	private static String operation(String route) {
		if (route.contains("embed")) {
			return "embeddings";
		}
		return (route.endsWith("/v1/completions") || route.endsWith("/generate")) ? "text_completion" : "chat";
	}

	private static String text(@Nullable String label) {
		return (label != null) ? label : NONE;
	}

}
