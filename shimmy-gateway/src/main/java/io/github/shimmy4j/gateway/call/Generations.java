package io.github.shimmy4j.gateway.call;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.admission.Place;
import io.github.shimmy4j.gateway.upstream.UnreadAnswerException;
import io.github.shimmy4j.gateway.upstream.Upstream;
import io.github.shimmy4j.gateway.upstream.UpstreamAnswer;
import io.github.shimmy4j.protocol.conversation.ContextExceededException;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.PatienceRule;
import io.github.shimmy4j.text.PrintableLogger;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Runs generations: waits for a turn, sends the request, and writes the answer as it
 * arrives. A client that leaves ends its generation at any step, because each step is a
 * part of one chain that is cancelled with the connection.
 */
public final class Generations {

	private static final PrintableLogger logger = PrintableLogger.of(Generations.class);

	private final Upstream upstream;

	private final ServedModels models;

	private final PatienceRule patience;

	private final GatewayProperties.Stream options;

	private final LongSupplier nanoTime;

	private final PromptCounts counts;

	/**
	 * Sends nothing yet.
	 * @param upstream the connections to servers
	 * @param models the served model
	 * @param patience decides how long a server may be silent
	 * @param options delivery of streamed answers
	 * @param nanoTime monotonic time in nanoseconds
	 * @param counts counts the tokens of prompts
	 */
	public Generations(Upstream upstream, ServedModels models, PatienceRule patience, GatewayProperties.Stream options,
			LongSupplier nanoTime, PromptCounts counts) {
		this.upstream = upstream;
		this.models = models;
		this.patience = patience;
		this.options = options;
		this.nanoTime = nanoTime;
		this.counts = counts;
	}

	/**
	 * Counts the tokens of a prompt, without a turn and without an answer.
	 * @param request request in OpenAI's form
	 * @param endpoint the server
	 * @return the tokens, or the failure of a request that the server cannot fulfil
	 */
	public Mono<Long> promptTokens(CompletionRequest request, ServerEndpoint endpoint) {
		return Mono.fromCallable(() -> RequestFit.of(request, endpoint))
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((fit) -> this.counts.tokens(endpoint, fit.request()))
			.onErrorResume(ContextExceededException.class, (exceeded) -> Mono.just(exceeded.promptTokens()));
	}

	GatewayProperties.Stream options() {
		return this.options;
	}

	PromptCounts counts() {
		return this.counts;
	}

	/**
	 * Answers a request.
	 * @param request request in OpenAI's form, with the model's name as its client gave
	 * it
	 * @param dialect the client's protocol
	 * @param turns grants the server
	 * @param response where the answer is written
	 * @return completes when the answer was written; fails only if nothing can be told to
	 * the client any more
	 */
	public Mono<Void> answer(CompletionRequest request, Dialect dialect, Turns turns, ServerHttpResponse response) {
		return Mono.deferContextual((context) -> {
			Call call = new Call(UUID.randomUUID().toString(), request, dialect, turns, response,
					RequestTrace.of(context));
			call.trace().asks(request.model(), dialect.isStream());
			return Mono.fromCallable(() -> turns.of(Turns.caller(context), this.models.name())).flatMap((admission) -> {
				long deadline = admission.deadline();
				if (dialect.isStream() && dialect.waitsVisibly()) {
					return new VisibleStream(this, call, admission, deadline).write();
				}
				return attempt(call, admission, deadline).onErrorResume(UnsentException.class,
						(unsent) -> attempt(call, admission, deadline));
			}).onErrorResume((thrown) -> refuse(thrown, call));
		});
	}

	private Mono<Void> attempt(Call call, Admission admission, long deadline) {
		return Mono.using(() -> admission.open(deadline), (exchange) -> {
			call.turns().place(exchange).ifPresent((place) -> tell(place, call.response().getHeaders()));
			return attempt(call, exchange).onErrorMap((thrown) -> reported(thrown, exchange, admission));
		}, Exchange::close);
	}

	/** For people who wonder why an answer came late. */
	static void tell(Place place, HttpHeaders headers) {
		headers.set("X-Queue-Position", String.valueOf(place.position()));
		Duration wait = place.expectedWait();
		if (wait != null) {
			headers.set("X-Queue-Expected-Seconds", String.valueOf(wait.toSeconds()));
		}
	}

	/**
	 * Only the exchange ends the use, or cancels the wait for it: Reactor may drop a
	 * signal, and a use that is dropped with it would never end.
	 */
	private Mono<Void> attempt(Call call, Exchange exchange) {
		return fitted(call, exchange).flatMap((fit) -> write(send(fit, call, exchange), call, exchange));
	}

	/** Waits for the use, and makes the request fit for its server. */
	Mono<RequestFit> fitted(Call call, Exchange exchange) {
		return Mono.fromFuture(exchange.use(), true).flatMap((use) -> {
			call.trace().granted();
			ServerEndpoint endpoint = use.endpoint();
			Mono<RequestFit> fit = Mono.fromCallable(() -> RequestFit.of(call.request(), endpoint));
			// Counting the tokens of a long prompt blocks.
			return endpoint.capabilities().limits().known() ? fit.subscribeOn(Schedulers.boundedElastic()) : fit;
		});
	}

	Sent send(RequestFit fit, Call call, Exchange exchange) {
		ServerEndpoint endpoint = exchange.endpoint();
		CompletionRequest request = fit.request();
		long promptBytes = request.promptBytes();
		boolean stream = endpoint.capabilities().delivery() == TokenDelivery.INCREMENTAL;
		AnswerForm form = call.dialect()
			.form(call.id(), call.model(endpoint), new EstimatedUsage(fit.translation(), promptBytes));
		AnswerIntake intake = new AnswerIntake(exchange, form, this.patience, promptBytes, this.nanoTime);
		UpstreamAnswer answer = this.upstream.send(exchange, URI.create(endpoint.baseUrl() + call.dialect().route()),
				request.with(endpoint.wireModel(), stream), intake);
		call.trace().sent(answer, stream);
		return new Sent(answer, form.contentType());
	}

	/**
	 * The status is held back for the first part, so that an early failure has its own.
	 */
	private Mono<Void> write(Sent sent, Call call, Exchange exchange) {
		UpstreamAnswer answer = sent.answer();
		Mono<Void> held = call.dialect().isStream() ? answer.begun().timeout(this.options.hold(), Mono.empty())
				: answer.begun();
		return held.then(Mono.defer(() -> {
			ServerHttpResponse response = call.response();
			response.setStatusCode(HttpStatusCode.valueOf(200));
			response.getHeaders().set(HttpHeaders.CONTENT_TYPE, sent.contentType());
			response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-cache");
			Flux<byte[]> parts = parts(answer, call, exchange);
			if (!call.dialect().isStream()) {
				return parts.collectList().flatMap((all) -> writeWhole(all, response));
			}
			parts = parts.onErrorResume((thrown) -> !(thrown instanceof UnreadAnswerException),
					(thrown) -> errorEvent(thrown, call, exchange));
			return response.writeAndFlushWith(parts.map((part) -> Mono.just(buffer(part, response))));
		}));
	}

	/** With its length, so that it is sent in one piece. */
	private static Mono<Void> writeWhole(List<byte[]> parts, ServerHttpResponse response) {
		int length = parts.stream().mapToInt((part) -> part.length).sum();
		response.getHeaders().setContentLength(length);
		return response.writeWith(Mono
			.just(response.bufferFactory().join(parts.stream().map((part) -> buffer(part, response)).toList())));
	}

	static Flux<byte[]> parts(UpstreamAnswer answer, Call call, Exchange exchange) {
		return answer.parts().doOnComplete(() -> {
			exchange.succeeded();
			call.trace().answered(answer.usage(), answer.firstToken());
		});
	}

	private static Flux<byte[]> errorEvent(Throwable thrown, Call call, Exchange exchange) {
		return errorEvent(exchange.reported(known(thrown)), call);
	}

	static Flux<byte[]> errorEvent(Throwable reported, Call call) {
		Failure failure = call.dialect().told(Failure.of(reported));
		note(failure, call.trace());
		return Flux.just(call.dialect().errorEvent(failure).getBytes(StandardCharsets.UTF_8));
	}

	static Throwable reported(Throwable thrown, Exchange exchange, Admission admission) {
		if (thrown instanceof TimeoutException) {
			return new ShimmyException(ShimmyErrorCode.NOT_READY,
					"No server was free for this request within %s (by shimmy.chat.idle-timeout): %s"
						.formatted(admission.limit(), admission.source().queue()),
					thrown);
		}
		ShimmyException failure = exchange.reported(known(thrown));
		return exchange.isUnsent() ? new UnsentException(failure) : failure;
	}

	static ShimmyException known(Throwable thrown) {
		return (thrown instanceof ShimmyException failure) ? failure
				: new ShimmyException(ShimmyErrorCode.INTERNAL, "The request failed: " + thrown, thrown);
	}

	private static Mono<Void> refuse(Throwable thrown, Call call) {
		Failure failure = call.dialect().told(Failure.of(thrown));
		if (call.response().isCommitted()) {
			note(failure, call.trace());
			// The connection is closed, so that the answer does not look complete.
			return Mono.error(thrown);
		}
		return write(failure, call.dialect().errorBody(failure), call.response());
	}

	/**
	 * Writes the response of a failure, and notes the failure in the request's trace.
	 * @param failure status and when to try again
	 * @param body its body in the client's protocol
	 * @param response where it is written
	 */
	public static Mono<Void> write(Failure failure, String body, ServerHttpResponse response) {
		return Mono.deferContextual((context) -> {
			note(failure, RequestTrace.of(context));
			response.setStatusCode(HttpStatusCode.valueOf(failure.status()));
			response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
			Duration retryAfter = failure.retryAfter();
			if (retryAfter != null) {
				response.getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, retryAfter.toSeconds())));
			}
			return response.writeWith(Mono.just(buffer(body.getBytes(StandardCharsets.UTF_8), response)));
		});
	}

	/** Only the log has the trace of a defect, without which nobody could mend it. */
	private static void note(Failure failure, RequestTrace trace) {
		trace.failed(failure);
		if (failure.cause().code() == ShimmyErrorCode.INTERNAL) {
			logger.error("A request failed by a defect of shimmy4j", failure.cause());
		}
	}

	static DataBuffer buffer(byte[] bytes, ServerHttpResponse response) {
		return response.bufferFactory().wrap(bytes);
	}

	/**
	 * An answer that has begun to arrive, and the media type in which it is delivered.
	 */
	record Sent(UpstreamAnswer answer, String contentType) {
	}

	/**
	 * The server was lost before anything was sent to it, so the request can be repeated.
	 */
	static final class UnsentException extends ShimmyException {

		private static final long serialVersionUID = 1L;

		UnsentException(ShimmyException loss) {
			super(loss.code(), loss.getMessage(), loss.getCause(), loss.exitStatus(), loss.outputTail());
		}

	}

}
