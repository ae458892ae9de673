package io.github.shimmy4j.gateway.upstream;

import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.protocol.openai.ServerError;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.resources.ConnectionProvider;

/** The connections to servers. Nothing of a client's own headers is sent on them. */
public final class Upstream {

	private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

	/**
	 * A kept connection may be closed by the server just as the next request is sent, and
	 * a request that may have reached the server must not be sent again. llama-server
	 * closes some long before they have been idle for a second. A new one costs a tenth
	 * of a millisecond on loopback.
	 */
	private static final ConnectionProvider NONE_KEPT = ConnectionProvider.newConnection();

	private final HttpClient client;

	private final Duration unread;

	private final LongSupplier nanoTime;

	/**
	 * Connects to nothing yet.
	 * @param unread longest time in which a client may take nothing of a full buffer
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public Upstream(Duration unread, LongSupplier nanoTime) {
		this.unread = unread;
		this.nanoTime = nanoTime;
		this.client = HttpClient.create(NONE_KEPT)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
			.noProxy()
			// A request that has crashed the server must not be sent again.
			.disableRetry(true);
	}

	/**
	 * Sends the request of an exchange.
	 * @param exchange exchange with a granted use
	 * @param address address of the route
	 * @param json the body
	 * @param intake reads the answer
	 * @return the answer, which begins to arrive
	 * @throws ShimmyException SIDECAR_LOST if the server has ended
	 */
	public UpstreamAnswer send(Exchange exchange, URI address, byte[] json, AnswerIntake intake) {
		return exchange.send(() -> {
			UpstreamAnswer answer = new UpstreamAnswer(exchange, "POST " + address, intake, this.unread, this.nanoTime);
			answer.receive(this.client.headers((headers) -> fill(headers, exchange.endpoint()))
				.post()
				.uri(address)
				.send((request, outbound) -> {
					request.requestHeaders().set(HttpHeaderNames.CONTENT_LENGTH, json.length);
					return outbound.send(Mono.just(Unpooled.wrappedBuffer(json)));
				})
				.response((response, content) -> answer.content(response.status().code(), content)));
			return answer;
		});
	}

	/**
	 * Sends a request and takes its answer as one text.
	 * @param exchange exchange with a granted use
	 * @param address address of the route
	 * @param json the body
	 * @param limit longest wait for the answer
	 * @return the text of a successful answer, or the failure
	 * @throws ShimmyException SIDECAR_LOST if the server has ended
	 */
	public Mono<String> ask(Exchange exchange, URI address, byte[] json, Duration limit) {
		return exchange.send(() -> {
			WholeReply reply = new WholeReply(exchange);
			reply.receive(this.client.headers((headers) -> fill(headers, exchange.endpoint()))
				.post()
				.uri(address)
				.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(json)))
				.responseSingle((response, content) -> content.asString(StandardCharsets.UTF_8)
					.defaultIfEmpty("")
					.map((text) -> successful(response.status().code(), text, exchange, address)))
				// The slot is the server's until it has answered, or is stuck.
				.timeout(limit.multipliedBy(2), Mono.error(() -> late(limit))));
			return reply;
		}).text().timeout(limit, Mono.error(() -> late(limit)));
	}

	/**
	 * Asks a server for something that takes none of its slots.
	 * @param endpoint the server
	 * @param address address of the route
	 * @param json the body
	 * @return the text of a successful answer, or the failure
	 */
	public Mono<String> ask(ServerEndpoint endpoint, URI address, byte[] json) {
		return this.client.headers((headers) -> fill(headers, endpoint))
			.post()
			.uri(address)
			.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(json)))
			.responseSingle((response, content) -> content.asString(StandardCharsets.UTF_8)
				.defaultIfEmpty("")
				.map((text) -> successful(response.status().code(), text, endpoint, address)))
			.onErrorMap(Upstream::failureOf);
	}

	private static ShimmyException late(Duration limit) {
		return new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT,
				"The server did not answer within %s (shimmy.embedding.timeout)".formatted(limit));
	}

	private static String successful(int status, String text, Exchange exchange, URI address) {
		if (status >= 200 && status < 300) {
			return text;
		}
		ShimmyException lost = exchange.lossShownBy(status);
		if (lost != null) {
			throw lost;
		}
		return successful(status, text, exchange.endpoint(), address);
	}

	private static String successful(int status, String text, ServerEndpoint endpoint, URI address) {
		if (status >= 200 && status < 300) {
			return text;
		}
		throw new ServerRefusalException(status, ServerError.body(text.replace(endpoint.wireModel(), endpoint.model())),
				"POST " + address);
	}

	private static void fill(HttpHeaders headers, ServerEndpoint endpoint) {
		Secret key = endpoint.apiKey();
		headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
		if (key != null) {
			headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key.reveal());
		}
	}

	/** Finds the code and the message of a broken connection. */
	static ShimmyException failureOf(Throwable thrown) {
		if (thrown instanceof ShimmyException known) {
			return known;
		}
		String reason = (thrown.getMessage() != null) ? thrown.getMessage() : thrown.toString();
		if (isUnsent(thrown)) {
			return new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server cannot be reached: " + reason, thrown);
		}
		if (thrown instanceof PrematureCloseException) {
			return new ShimmyException(ShimmyErrorCode.ANSWER_TRUNCATED,
					"The server closed the connection in mid-answer", thrown);
		}
		return new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The connection to the server broke: " + reason,
				thrown);
	}

	/** Whether the request cannot have reached the server. */
	static boolean isUnsent(@Nullable Throwable thrown) {
		return thrown instanceof ConnectException || thrown instanceof TimeoutException;
	}

}
