package io.github.shimmy4j.gateway.call;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.gateway.upstream.Upstream;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.protocol.openai.Embeddings;
import io.github.shimmy4j.protocol.openai.Fields;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Requests for vectors, to the server of the embedding model. */
public final class EmbeddingRequests {

	private final Upstream upstream;

	private final @Nullable Turns turns;

	private final String model;

	private final Duration limit;

	/**
	 * Sends nothing yet.
	 * @param upstream the connections to servers
	 * @param turns grants the server of the embedding model; null if there is none
	 * @param model its name
	 * @param limit longest wait for an answer
	 */
	public EmbeddingRequests(Upstream upstream, @Nullable Turns turns, String model, Duration limit) {
		this.upstream = upstream;
		this.turns = turns;
		this.model = model;
		this.limit = limit;
	}

	/** Name of the embedding model; null if there is none. */
	public @Nullable String model() {
		return (this.turns != null) ? this.model : null;
	}

	/**
	 * Asks for vectors.
	 * @param asked name of the model in the request
	 * @param texts the texts
	 * @return the vectors, or a failure
	 */
	public Mono<Embeddings> vectors(String asked, List<String> texts) {
		if (texts.isEmpty()) {
			return Mono.fromCallable(() -> new Embeddings(List.of(), 0)).doFirst(() -> require(asked));
		}
		ObjectNode request = (ObjectNode) JsonMapper.shared().readTree(Embeddings.request(asked, texts, null));
		return answer(request).map((json) -> Embeddings.parse(json, texts.size()));
	}

	/**
	 * Passes a request of OpenAI's protocol on.
	 * @param request the request, with the model's name as its client gave it
	 * @return the answer in OpenAI's form
	 */
	public Mono<String> answer(ObjectNode request) {
		return Mono.deferContextual((context) -> {
			Turns turns = require(request.path(Fields.MODEL).asString(""));
			RequestTrace trace = RequestTrace.of(context);
			trace.asks(this.model, false);
			Admission admission = turns.of(Turns.caller(context), this.model);
			return Mono.using(() -> admission.open(admission.deadline()),
					(exchange) -> answer(request, exchange, trace), Exchange::close);
		});
	}

	private Turns require(String asked) {
		if (this.turns == null) {
			throw RequestException.http(400, "unsupported_value",
					"There is no embedding model here; set shimmy.embedding.model to one");
		}
		if (!asked.isEmpty() && !asked.equals(this.model)) {
			throw RequestException.unknownModel(asked, List.of(this.model));
		}
		return this.turns;
	}

	private Mono<String> answer(ObjectNode request, Exchange exchange, RequestTrace trace) {
		return Mono.fromFuture(exchange.use(), true).flatMap((use) -> {
			trace.granted();
			ServerEndpoint endpoint = use.endpoint();
			use.reading(this.limit);
			ObjectNode sent = JsonMapper.shared().createObjectNode();
			sent.setAll(request);
			sent.put(Fields.MODEL, endpoint.wireModel());
			return this.upstream
				.ask(exchange, URI.create(endpoint.baseUrl() + "/embeddings"),
						sent.toString().getBytes(StandardCharsets.UTF_8), this.limit)
				.map((said) -> said.replace(endpoint.wireModel(), this.model));
		}).doOnSuccess((said) -> {
			exchange.succeeded();
			trace.answered(Usage.UNKNOWN, null);
		}).onErrorMap((thrown) -> exchange.reported(Generations.known(thrown)));
	}

}
