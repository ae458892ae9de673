package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import com.openai.core.RequestOptions;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpRequestBody;
import com.openai.core.http.HttpResponse;
import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.PatienceRule;

/**
 * The HTTP client under OpenAI's client library. It ignores the address of a request and
 * sends it to the server of its exchange, with that server's key and id of the model.
 * Whether the answer is streamed depends on the server alone: if its tokens arrive one by
 * one it streams, so that silence can be noticed; if they arrive in one burst it answers
 * whole, so that a failure has a status. The caller gets the form that it asked for.
 */
final class ExchangeHttpClient implements HttpClient {

	private final Exchanges exchanges;

	private final Wire wire;

	private final PatienceRule patience;

	ExchangeHttpClient(Exchanges exchanges, Wire wire, PatienceRule patience) {
		this.exchanges = exchanges;
		this.wire = wire;
		this.patience = patience;
	}

	@Override
	public HttpResponse execute(HttpRequest request, RequestOptions options) {
		try {
			return send(request).get();
		}
		catch (ExecutionException ex) {
			throw ShimmyException.causeOf(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the answer was interrupted", ex);
		}
	}

	@Override
	public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
		try {
			return send(request);
		}
		catch (ShimmyException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CompletableFuture<HttpResponse> send(HttpRequest request) {
		String id = request.headers().values(Exchanges.HEADER).stream().findFirst().orElse("");
		Exchange exchange = this.exchanges.find(id);
		if (exchange == null) {
			throw new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The caller has gone");
		}
		ServerEndpoint endpoint = exchange.endpoint();
		CompletionRequest body = CompletionRequest.parse(bytes(request.body()));
		boolean stream = endpoint.capabilities().delivery() == TokenDelivery.INCREMENTAL;
		ModelName model = new ModelName(endpoint.wireModel(), endpoint.model());
		AnswerIntake intake = new AnswerIntake(exchange, new AnswerForm(id, model, body.isStream()), this.patience,
				body.promptBytes(), System::nanoTime);
		return this.wire.send(request.headers(), endpoint, body.with(model.wire(), stream), intake, exchange);
	}

	private static byte[] bytes(HttpRequestBody body) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		body.writeTo(bytes);
		return bytes.toByteArray();
	}

	/** Does nothing: {@link ChatTransport} closes the connections. */
	@Override
	public void close() {
	}

}
