package io.github.shimmy4j.gateway.call;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.call.PrefixTokens.Beginning;
import io.github.shimmy4j.gateway.upstream.ServerRefusalException;
import io.github.shimmy4j.gateway.upstream.Upstream;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.Fields;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts the tokens of prompts before their answers, without a slot of the server: by the
 * server where it can, else by a tokenizer of ours, else by an estimate. Counts are
 * remembered.
 */
public final class PromptCounts {

	private static final PrintableLogger logger = PrintableLogger.of(PromptCounts.class);

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int MOST = 256;

	/** Fields that the server's template reads. */
	private static final List<String> READ = List.of(Fields.MESSAGES, Fields.TOOLS, Fields.TOOL_CHOICE,
			Fields.RESPONSE_FORMAT, "chat_template_kwargs");

	/** Of English text. */
	private static final int BYTES_PER_TOKEN = 4;

	private static final Set<Integer> NO_ROUTE = Set.of(404, 405, 501);

	/** A template may begin with a token that occurs once. */
	private static final int MARKS_TRIED = 3;

	private final Upstream upstream;

	private final PrefixTokens prefixes = new PrefixTokens();

	/** Tokens of marks by server and mark; empty for a mark that is no token. */
	private final Map<String, Mono<int[]>> marks = new ConcurrentHashMap<>();

	/** Servers that have turned out to have no such route. */
	private final Set<String> unable = ConcurrentHashMap.newKeySet();

	/** Also joins those who ask for the same at the same time. */
	private final Map<String, Mono<Long>> counts = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Mono<Long>> eldest) {
			return size() > MOST;
		}

	};

	/**
	 * Has counted nothing yet.
	 * @param upstream the connections to servers
	 */
	public PromptCounts(Upstream upstream) {
		this.upstream = upstream;
	}

	/**
	 * Counts the tokens of a request that was made fit for its server.
	 * @param endpoint the server
	 * @param request the request
	 * @return the tokens of its prompt; does not fail
	 */
	Mono<Long> tokens(ServerEndpoint endpoint, CompletionRequest request) {
		return Mono.fromCallable(() -> read(endpoint, request))
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((read) -> remembered(endpoint, request, read));
	}

	private static byte[] read(ServerEndpoint endpoint, CompletionRequest request) {
		ObjectNode read = MAPPER.createObjectNode().put(Fields.MODEL, endpoint.wireModel());
		for (String field : READ) {
			if (request.json().has(field)) {
				read.set(field, request.json().path(field));
			}
		}
		return MAPPER.writeValueAsBytes(read);
	}

	private Mono<Long> remembered(ServerEndpoint endpoint, CompletionRequest request, byte[] read) {
		String key = PrefixTokens.digest(server(endpoint) + "\n", read);
		Mono<Long> ours = Mono.fromCallable(() -> ours(endpoint, request)).subscribeOn(Schedulers.boundedElastic());
		synchronized (this.counts) {
			return this.counts.computeIfAbsent(key, (absent) -> counted(endpoint, read)
				// Only the number is kept, and not the request.
				.doOnSuccess((tokens) -> keep(key, tokens))
				.doOnError((thrown) -> keep(key, null))
				.cache()).switchIfEmpty(ours).onErrorResume((thrown) -> ours);
		}
	}

	/** A count that could not be had may be had the next time. */
	private void keep(String key, @Nullable Long tokens) {
		synchronized (this.counts) {
			if (tokens != null) {
				this.counts.put(key, Mono.just(tokens));
			}
			else {
				this.counts.remove(key);
			}
		}
	}

	/** By the server; empty if it could not count. */
	private Mono<Long> counted(ServerEndpoint endpoint, byte[] read) {
		return able(endpoint, Feature.PROMPT_TEXT, () -> byText(endpoint, read))
			.switchIfEmpty(able(endpoint, Feature.PROMPT_COUNT, () -> byCount(endpoint, read)))
			.timeout(LIMIT, Mono.empty());
	}

	/** A restarted server may have the address of another model's. */
	private static String server(ServerEndpoint endpoint) {
		return endpoint.baseUrl() + " " + endpoint.wireModel();
	}

	/** Empty if the server has no such route. */
	private Mono<Long> able(ServerEndpoint endpoint, Feature feature, Supplier<Mono<Long>> count) {
		String key = feature + " " + server(endpoint);
		if (!endpoint.capabilities().supports(feature) || this.unable.contains(key)) {
			return Mono.empty();
		}
		return Mono.defer(count).onErrorResume((thrown) -> {
			if (thrown instanceof ServerRefusalException refusal && NO_ROUTE.contains(refusal.status())) {
				this.unable.add(key);
			}
			logger.debug("The server at {} could not count the tokens of a prompt: {}", endpoint.baseUrl(),
					thrown.getMessage());
			return Mono.empty();
		});
	}

	private Mono<Long> byCount(ServerEndpoint endpoint, byte[] read) {
		return ask(endpoint, endpoint.baseUrl() + "/chat/completions/input_tokens", read)
			.map((said) -> said.path("input_tokens"))
			.filter(JsonNode::isNumber)
			.map(JsonNode::asLong);
	}

	private Mono<Long> byText(ServerEndpoint endpoint, byte[] read) {
		return ask(endpoint, root(endpoint) + "/apply-template", read).map((said) -> said.path("prompt").asString(""))
			.filter((prompt) -> !prompt.isEmpty())
			.flatMap((prompt) -> prompt(endpoint, prompt));
	}

	private Mono<Long> prompt(ServerEndpoint endpoint, String prompt) {
		String mark = repeatedMark(endpoint, prompt);
		return mark(endpoint, mark).flatMap((token) -> {
			if (token.length != 1) {
				return tokenized(endpoint, prompt, true).map((tokens) -> (long) tokens.length);
			}
			Beginning known = this.prefixes.longest(server(endpoint), prompt, mark);
			return tokenized(endpoint, prompt.substring(known.end()), known.place() < 0)
				.map((tokens) -> (long) this.prefixes.remember(known, tokens, token[0]));
		});
	}

	/** The first mark that begins several messages; empty if there is none. */
	private static String repeatedMark(ServerEndpoint endpoint, String prompt) {
		String rest = prompt;
		for (int tried = 0; tried < MARKS_TRIED; tried++) {
			String mark = endpoint.marks().firstIn(rest).orElse("");
			int at = rest.indexOf(mark);
			if (mark.isEmpty() || rest.indexOf(mark, at + mark.length()) >= 0) {
				return mark;
			}
			rest = rest.substring(at + mark.length());
		}
		return "";
	}

	private Mono<int[]> mark(ServerEndpoint endpoint, String mark) {
		if (mark.isEmpty()) {
			return Mono.just(new int[0]);
		}
		String key = server(endpoint) + " " + mark;
		return this.marks.computeIfAbsent(key,
				(absent) -> tokenized(endpoint, mark, false).doOnError((thrown) -> this.marks.remove(key)).cache());
	}

	private Mono<int[]> tokenized(ServerEndpoint endpoint, String text, boolean begins) {
		ObjectNode asked = MAPPER.createObjectNode()
			.put("content", text)
			.put("add_special", begins)
			.put("parse_special", true);
		return ask(endpoint, root(endpoint) + "/tokenize", MAPPER.writeValueAsBytes(asked)).map((said) -> {
			JsonNode tokens = said.path("tokens");
			if (!tokens.isArray()) {
				throw new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE, "The server's answer has no tokens");
			}
			return tokens.valueStream().mapToInt((token) -> token.asInt(-1)).toArray();
		});
	}

	private static String root(ServerEndpoint endpoint) {
		return endpoint.baseUrl().toString().replaceFirst("/v1/?$", "");
	}

	private Mono<JsonNode> ask(ServerEndpoint endpoint, String address, byte[] json) {
		return this.upstream.ask(endpoint, URI.create(address), json)
			.publishOn(Schedulers.boundedElastic())
			.map(MAPPER::readTree);
	}

	private static long ours(ServerEndpoint endpoint, CompletionRequest request) {
		List<String> texts = RequestFit.texts(request.json());
		long markers = (texts.size() + 1L) * endpoint.capabilities().limits().tokensPerMessage();
		OptionalLong counted = endpoint.tokens().count(texts);
		long bytes = texts.stream().mapToLong((text) -> text.getBytes(StandardCharsets.UTF_8).length).sum();
		return markers + counted.orElse((bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
	}

}
