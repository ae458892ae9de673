package io.github.shimmy4j.gateway.call;

import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.PrefixTokens.Beginning;
import io.github.shimmy4j.gateway.upstream.ServerRefusalException;
import io.github.shimmy4j.gateway.upstream.Upstream;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.text.PrintableLogger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts the tokens of prompts by their servers: the server renders and tokenizes the
 * prompt, or counts it itself. A beginning that was counted before is not counted again.
 */
final class ServerTokenizer {

	private static final PrintableLogger logger = PrintableLogger.of(ServerTokenizer.class);

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/** Servers change their address with each start. */
	private static final int SERVERS = 64;

	private static final Set<Integer> NO_ROUTE = Set.of(404, 405, 501);

	/** A template may begin with a token that occurs once. */
	private static final int MARKS_TRIED = 3;

	private final Upstream upstream;

	private final PrefixTokens prefixes = new PrefixTokens();

	/** Tokens of marks; none for a mark that is no token. */
	private final Cache<Mark, int[]> marks = Caffeine.newBuilder().maximumSize(SERVERS).executor(Runnable::run).build();

	/** Abilities that servers have turned out to lack. */
	private final Cache<Ability, Boolean> unable = Caffeine.newBuilder()
		.maximumSize(SERVERS)
		.executor(Runnable::run)
		.build();

	ServerTokenizer(Upstream upstream) {
		this.upstream = upstream;
	}

	/**
	 * Counts the tokens of a prompt.
	 * @param server the server
	 * @param prompt what its template reads, as a request in JSON
	 * @return the tokens; empty if the server cannot count them
	 */
	Mono<Long> tokens(ServerEndpoint server, byte[] prompt) {
		return able(server, Feature.PROMPT_TEXT, () -> byText(server, prompt))
			.switchIfEmpty(able(server, Feature.PROMPT_COUNT, () -> byCount(server, prompt)));
	}

	/**
	 * Identifies server and model: after a restart, another model may have this address.
	 */
	static String name(ServerEndpoint server) {
		return server.baseUrl() + " " + server.wireModel();
	}

	/** Empty if the server has no such route. */
	private Mono<Long> able(ServerEndpoint server, Feature feature, Supplier<Mono<Long>> count) {
		Ability ability = new Ability(name(server), feature);
		if (!server.capabilities().supports(feature) || this.unable.getIfPresent(ability) != null) {
			return Mono.empty();
		}
		return Mono.defer(count).onErrorResume((thrown) -> {
			if (thrown instanceof ServerRefusalException refusal && NO_ROUTE.contains(refusal.status())) {
				this.unable.put(ability, true);
			}
			logger.debug("The server at {} could not count the tokens of a prompt: {}", server.baseUrl(),
					thrown.getMessage());
			return Mono.empty();
		});
	}

	private Mono<Long> byCount(ServerEndpoint server, byte[] prompt) {
		return ask(server, server.baseUrl() + "/chat/completions/input_tokens", prompt)
			.map((said) -> said.path("input_tokens"))
			.filter(JsonNode::isNumber)
			.map(JsonNode::asLong);
	}

	private Mono<Long> byText(ServerEndpoint server, byte[] prompt) {
		return ask(server, root(server) + "/apply-template", prompt).map((said) -> said.path("prompt").asString(""))
			.filter((text) -> !text.isEmpty())
			.flatMap((text) -> tokens(server, text));
	}

	private Mono<Long> tokens(ServerEndpoint server, String text) {
		String mark = repeatedMark(server, text);
		return mark(server, mark).flatMap((token) -> {
			if (token.length != 1) {
				return tokenized(server, text, true).map((tokens) -> (long) tokens.length);
			}
			Beginning known = this.prefixes.longest(name(server), text, mark);
			return tokenized(server, text.substring(known.end()), known.lastMark() < 0)
				.map((tokens) -> (long) this.prefixes.remember(known, tokens, token[0]));
		});
	}

	/** The first mark that begins several messages; empty if there is none. */
	private static String repeatedMark(ServerEndpoint server, String text) {
		String rest = text;
		for (int tried = 0; tried < MARKS_TRIED; tried++) {
			String mark = server.marks().firstIn(rest).orElse("");
			int at = rest.indexOf(mark);
			if (mark.isEmpty() || rest.indexOf(mark, at + mark.length()) >= 0) {
				return mark;
			}
			rest = rest.substring(at + mark.length());
		}
		return "";
	}

	private Mono<int[]> mark(ServerEndpoint server, String mark) {
		if (mark.isEmpty()) {
			return Mono.just(new int[0]);
		}
		Mark key = new Mark(name(server), mark);
		int[] known = this.marks.getIfPresent(key);
		return (known != null) ? Mono.just(known)
				: tokenized(server, mark, false).doOnNext((tokens) -> this.marks.put(key, tokens));
	}

	private Mono<int[]> tokenized(ServerEndpoint server, String text, boolean begins) {
		ObjectNode asked = MAPPER.createObjectNode()
			.put("content", text)
			.put("add_special", begins)
			.put("parse_special", true);
		return ask(server, root(server) + "/tokenize", MAPPER.writeValueAsBytes(asked)).map((said) -> {
			JsonNode tokens = said.path("tokens");
			if (!tokens.isArray()) {
				throw new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE, "The server's answer has no tokens");
			}
			return tokens.valueStream().mapToInt((token) -> token.asInt(-1)).toArray();
		});
	}

	private static String root(ServerEndpoint server) {
		return server.baseUrl().toString().replaceFirst("/v1/?$", "");
	}

	private Mono<JsonNode> ask(ServerEndpoint server, String address, byte[] json) {
		return this.upstream.ask(server, URI.create(address), json)
			.publishOn(Schedulers.boundedElastic())
			.map(MAPPER::readTree);
	}

	/** A text that may be a control token of a server's model. */
	private record Mark(String server, String text) {
	}

	/** A way to count that a server may have. */
	private record Ability(String server, Feature feature) {
	}

}
