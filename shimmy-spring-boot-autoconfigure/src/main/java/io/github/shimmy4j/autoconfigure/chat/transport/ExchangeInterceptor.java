package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;

import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.openai.ModelName;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;

/**
 * Sends a request to the server of its exchange: its address and key, its id of the
 * model, and an explicit {@code stream}. That is what the server does best, whatever the
 * client library asked for: a server whose tokens come one by one streams, so that its
 * silence tells something, and one that bursts gives the whole answer, so that its
 * failures do. On the way back the answer gets the form that was asked for. The rest of
 * the chain is passed over: its connections would end with their callers.
 */
final class ExchangeInterceptor implements Interceptor {

	/** Sent where the server checks no key, since the client must send one. */
	private static final Secret NO_KEY = Secret.of("sk-local");

	private final Exchanges exchanges;

	private final Wire wire;

	private final PatienceRule patience;

	ExchangeInterceptor(Exchanges exchanges, Wire wire, PatienceRule patience) {
		this.exchanges = exchanges;
		this.patience = patience;
		this.wire = wire;
	}

	@Override
	public Response intercept(Chain chain) throws IOException {
		Exchange exchange = this.exchanges.find(chain.request().header(Exchanges.HEADER));
		if (exchange == null) {
			throw new TransportException(ShimmyErrorCode.NOT_RUNNING, "The caller has gone");
		}
		ServerEndpoint endpoint = exchange.endpoint();
		CompletionRequest body = CompletionRequest.parse(bodyOf(chain.request()));
		boolean stream = endpoint.capabilities().delivery() == TokenDelivery.INCREMENTAL;
		ModelName model = new ModelName(endpoint.wireModel(), endpoint.model());
		Request rewritten = rewrite(chain.request(), endpoint, body.with(model.wire(), stream));
		AskedAnswer asked = new AskedAnswer(new AnswerForm(exchange.id(), model, body.isStream()),
				this.patience.of(endpoint, body.promptBytes()), endpoint, this.patience);
		return exchange.send(rewritten, asked, this.wire);
	}

	private static String bodyOf(Request request) throws IOException {
		Buffer buffer = new Buffer();
		if (request.body() != null) {
			request.body().writeTo(buffer);
		}
		return buffer.readUtf8();
	}

	private static Request rewrite(Request request, ServerEndpoint endpoint, String json) {
		Secret key = (endpoint.apiKey() != null) ? endpoint.apiKey() : NO_KEY;
		HttpUrl url = HttpUrl.get(endpoint.baseUrl().toString());
		return request.newBuilder()
			.url(url.newBuilder().addPathSegments("chat/completions").build())
			.removeHeader(Exchanges.HEADER)
			.header("Authorization", "Bearer " + key.reveal())
			.post(new OneShotBody(json, (request.body() != null) ? request.body().contentType() : null))
			.build();
	}

}
