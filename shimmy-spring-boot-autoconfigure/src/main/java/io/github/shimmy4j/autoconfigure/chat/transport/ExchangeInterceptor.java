package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;

import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Okio;

/**
 * Sends a request to the server of its exchange: its address and key, its id of the
 * model, and an explicit {@code stream}, which servers default differently. On the way
 * back the server's id becomes the stable name again, and the whole answer of a server
 * that bursts becomes the stream that was asked for. The rest of the chain is passed
 * over: its connections would end with their callers.
 */
final class ExchangeInterceptor implements Interceptor {

	/** Sent where the server checks no key, since the client must send one. */
	private static final Secret NO_KEY = Secret.of("sk-local");

	private final Exchanges exchanges;

	private final Wire wire;

	ExchangeInterceptor(Exchanges exchanges, Wire wire) {
		this.exchanges = exchanges;
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
		boolean buffered = body.isStream() && endpoint.capabilities().delivery() == TokenDelivery.BURST;
		Request rewritten = rewrite(chain.request(), endpoint,
				body.with(endpoint.wireModel(), body.isStream() && !buffered));
		Response response = exchange.send(rewritten, this.wire);
		Response named = endpoint.wireModel().equals(endpoint.model()) ? response : renamed(response, endpoint);
		return (buffered && named.isSuccessful()) ? BufferedAnswer.asStream(named) : named;
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

	private static Response renamed(Response response, ServerEndpoint endpoint) {
		ResponseBody body = response.body();
		if (body == null) {
			return response;
		}
		StableNameSource source = new StableNameSource(body.source(), endpoint.wireModel(), endpoint.model());
		return response.newBuilder().body(ResponseBody.create(Okio.buffer(source), body.contentType(), -1)).build();
	}

}
