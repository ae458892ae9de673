package io.github.shimmy4j.gateway.call;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.gateway.upstream.Upstream;
import io.github.shimmy4j.protocol.conversation.ContextExceededException;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import io.github.shimmy4j.protocol.prompt.TokenEstimate;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts the tokens of prompts before their answers, without a slot of the server: by the
 * server where it can, else by a tokenizer of ours, else by an estimate. Counts are
 * remembered.
 */
public final class PromptCounts {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/**
	 * A count takes milliseconds, and seconds on a busy machine. The answer begins after
	 * it, so a server that stalls must not hold it up for long.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(20);

	/** As many as programs count at once, several times: editors send up to 50. */
	private static final int MOST = 256;

	/**
	 * Tokens that a template may add to a short conversation. Templates add a few for
	 * each message, and some an instruction of their own. A larger number would only cost
	 * more counts.
	 */
	private static final int MARKERS = 512;

	/** Fields that the server's template reads. */
	private static final List<String> READ = List.of(Fields.MESSAGES, Fields.TOOLS, Fields.TOOL_CHOICE,
			Fields.RESPONSE_FORMAT, "chat_template_kwargs");

	private final ServerTokenizer servers;

	/**
	 * By digests of servers and prompts. Also joins those who ask for the same at the
	 * same time.
	 */
	private final Cache<String, Mono<Long>> counts = Caffeine.newBuilder()
		.maximumSize(MOST)
		.executor(Runnable::run)
		.build();

	/**
	 * Has counted nothing yet.
	 * @param upstream the connections to servers
	 */
	public PromptCounts(Upstream upstream) {
		this.servers = new ServerTokenizer(upstream);
	}

	/**
	 * Counts the tokens of a request that was made fit for its server.
	 * @param server the server
	 * @param request the request
	 * @return the tokens of its prompt; does not fail
	 */
	Mono<Long> tokens(ServerEndpoint server, CompletionRequest request) {
		Mono<Long> ours = Mono.fromCallable(() -> ours(server, request)).subscribeOn(Schedulers.boundedElastic());
		return Mono.fromCallable(() -> prompt(server, request))
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((prompt) -> remembered(server, prompt))
			.switchIfEmpty(ours);
	}

	/**
	 * Checks that a prompt fits into a context that only its server can count, if there
	 * is room for doubt: no tokenizer makes more tokens than there are bytes.
	 * @param fit the request, made fit for its server
	 * @return completes if it fits, or nobody can tell; fails with
	 * {@link ContextExceededException}
	 */
	Mono<Void> check(RequestFit fit) {
		GenerationLimits limits = fit.server().capabilities().limits();
		if (limits.known() || limits.contextTokens() == 0
				|| fit.request().promptBytes() < limits.contextTokens() - MARKERS) {
			return Mono.empty();
		}
		return Mono.fromCallable(() -> prompt(fit.server(), fit.request()))
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((prompt) -> remembered(fit.server(), prompt))
			.filter((tokens) -> tokens >= limits.contextTokens())
			.flatMap((tokens) -> Mono.error(
					new ContextExceededException("The prompt has %d tokens with its template and this server takes %d"
						.formatted(tokens, limits.contextTokens()), tokens, limits.contextTokens())));
	}

	private static byte[] prompt(ServerEndpoint server, CompletionRequest request) {
		ObjectNode prompt = MAPPER.createObjectNode().put(Fields.MODEL, server.wireModel());
		for (String field : READ) {
			if (request.json().has(field)) {
				prompt.set(field, request.json().path(field));
			}
		}
		return MAPPER.writeValueAsBytes(prompt);
	}

	/** By the server; empty if it could not count. */
	private Mono<Long> remembered(ServerEndpoint server, byte[] prompt) {
		String key = digest(ServerTokenizer.name(server) + "\n", prompt);
		return this.counts.get(key, (absent) -> this.servers.tokens(server, prompt)
			.timeout(LIMIT)
			// Only the number is kept, and not the prompt.
			.doOnNext((tokens) -> this.counts.put(key, Mono.just(tokens)))
			.onErrorComplete()
			// A count that could not be had may be had the next time.
			.switchIfEmpty(Mono.fromRunnable(() -> this.counts.invalidate(key)))
			.cache());
	}

	/** A short name for any bytes. */
	private static String digest(String kind, byte[] bytes) {
		MessageDigest digest = PrefixTokens.sha256();
		digest.update(kind.getBytes(StandardCharsets.UTF_8));
		return HexFormat.of().formatHex(digest.digest(bytes));
	}

	private static long ours(ServerEndpoint server, CompletionRequest request) {
		List<String> texts = RequestFit.texts(request.json());
		long markers = (texts.size() + 1L) * server.capabilities().limits().tokensPerMessage();
		OptionalLong counted = server.tokens().count(texts);
		long bytes = texts.stream().mapToLong((text) -> text.getBytes(StandardCharsets.UTF_8).length).sum();
		return markers + counted.orElse(TokenEstimate.ofBytes(bytes));
	}

}
