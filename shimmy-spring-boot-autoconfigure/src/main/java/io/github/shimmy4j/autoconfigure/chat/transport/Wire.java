package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponse;
import io.github.shimmy4j.autoconfigure.BaseUrl;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * The connections to servers. A connection may outlive its caller: its {@link Exchange}
 * decides how long an answer is received.
 */
final class Wire implements AutoCloseable {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * A connection serves one request. A kept connection may lead to a server that has
	 * ended, which is noticed only after the request was sent. The pool checks the
	 * connections in use at the interval of its keep-alive time, so that is long.
	 */
	private static final ConnectionPool NONE_KEPT = new ConnectionPool(0, 5, TimeUnit.MINUTES);

	/** Sent to a server that checks no key. */
	private static final Secret NO_KEY = Secret.of("sk-local");

	private final ExecutorService threads;

	private final OkHttpClient client;

	Wire(ExecutorService threads) {
		this.threads = threads;
		this.client = new OkHttpClient.Builder().connectTimeout(CONNECT_TIMEOUT)
			// ServerAnswer limits the silence; the limit depends on the answer.
			.readTimeout(Duration.ZERO)
			.writeTimeout(Duration.ZERO)
			.proxy(Proxy.NO_PROXY)
			.connectionPool(NONE_KEPT)
			.dispatcher(new Dispatcher(threads))
			.build();
	}

	/**
	 * Sends a chat request.
	 * @param headers headers without the server's key
	 * @param endpoint the server
	 * @param json the body
	 * @param intake checks the answer
	 * @param exchange is told when the answer has ended
	 * @return completes with the first part of the answer
	 */
	CompletableFuture<HttpResponse> send(Headers headers, ServerEndpoint endpoint, byte[] json, AnswerIntake intake,
			Exchange exchange) {
		Request request = request(headers, endpoint, json);
		ServerAnswer answer = exchange.send(() -> {
			ServerAnswer begun = new ServerAnswer(this.client.newCall(request), intake, exchange, System::nanoTime);
			try {
				this.threads.execute(begun::receive);
				return begun;
			}
			catch (RejectedExecutionException ex) {
				throw new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The application is ending");
			}
		});
		return answer.response();
	}

	private static Request request(Headers headers, ServerEndpoint endpoint, byte[] json) {
		Secret key = (endpoint.apiKey() != null) ? endpoint.apiKey() : NO_KEY;
		Request.Builder request = new Request.Builder().url(BaseUrl.chatCompletions(endpoint));
		headers.names().forEach((name) -> headers.values(name).forEach((value) -> request.addHeader(name, value)));
		return request.removeHeader(Exchanges.HEADER)
			.header("Authorization", "Bearer " + key.reveal())
			.post(new OneShotBody(json))
			.build();
	}

	/** Cancels all requests; does not wait for their ends. */
	@Override
	public void close() {
		this.client.dispatcher().cancelAll();
	}

	/**
	 * A JSON body that OkHttp does not send again after a broken connection: the request
	 * may have crashed the server.
	 */
	private static final class OneShotBody extends RequestBody {

		private static final MediaType JSON = MediaType.get("application/json");

		private final byte[] json;

		OneShotBody(byte[] json) {
			this.json = json;
		}

		@Override
		public MediaType contentType() {
			return JSON;
		}

		@Override
		public long contentLength() {
			return this.json.length;
		}

		@Override
		public boolean isOneShot() {
			return true;
		}

		@Override
		public void writeTo(BufferedSink sink) throws IOException {
			sink.write(this.json);
		}

	}

}
