package io.github.shimmy4j.gateway.call;

import java.util.Objects;

import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.transfer.ShownAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;

/** One request of a client: its protocol, its turn, its trace, and its response. */
final class Call {

	private final String id;

	private final Dialect dialect;

	private final Turns turns;

	private final ServerHttpResponse response;

	private final RequestTrace trace;

	private volatile @Nullable CompletionRequest request;

	private volatile @Nullable RequestFit expected;

	Call(String id, Dialect dialect, Turns turns, ServerHttpResponse response, RequestTrace trace) {
		this.id = id;
		this.dialect = dialect;
		this.turns = turns;
		this.response = response;
		this.trace = trace;
	}

	/** Id of the answer, without prefix. */
	String id() {
		return this.id;
	}

	/** The request is known, and asks for its model. */
	void asks(CompletionRequest request) {
		this.request = request;
		this.trace.asks(ShownAddress.of(request.model()), this.dialect.isStream());
	}

	CompletionRequest request() {
		return Objects.requireNonNull(this.request, "the request is not known before its wait is over");
	}

	Dialect dialect() {
		return this.dialect;
	}

	Turns turns() {
		return this.turns;
	}

	ServerHttpResponse response() {
		return this.response;
	}

	RequestTrace trace() {
		return this.trace;
	}

	/** The request was made fit for the server that is expected to answer it. */
	void expect(RequestFit fit) {
		this.expected = fit;
	}

	/** The request as the expected server can fulfil it; null if none was ready. */
	@Nullable RequestFit expected() {
		return this.expected;
	}

	/** The names of the model on a server. */
	ModelName model(ServerEndpoint endpoint) {
		String asked = request().model();
		return new ModelName(endpoint.wireModel(), asked.isEmpty() ? endpoint.model() : asked);
	}

}
