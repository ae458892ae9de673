package io.github.shimmy4j.gateway.call;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.LongSupplier;

import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.admission.Place;
import io.github.shimmy4j.gateway.call.ModelChoice.Stay;
import io.github.shimmy4j.gateway.call.ModelWish.StaleWishException;
import io.github.shimmy4j.gateway.key.Caller;
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
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
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

	private final Upstream upstream;

	private final ServedModels models;

	private final ModelChoice choice;

	private final PatienceRule patience;

	private final GatewayProperties.Stream options;

	private final LongSupplier nanoTime;

	private final PromptCounts counts;

	/**
	 * Sends nothing yet.
	 * @param upstream the connections to servers
	 * @param models the served model
	 * @param choice lets requests in that ask for it, or for another one
	 * @param patience decides how long a server may be silent
	 * @param options delivery of streamed answers
	 * @param nanoTime monotonic time in nanoseconds
	 * @param counts counts the tokens of prompts
	 */
	public Generations(Upstream upstream, ServedModels models, ModelChoice choice, PatienceRule patience,
			GatewayProperties.Stream options, LongSupplier nanoTime, PromptCounts counts) {
		this.upstream = upstream;
		this.models = models;
		this.choice = choice;
		this.patience = patience;
		this.options = options;
		this.nanoTime = nanoTime;
		this.counts = counts;
	}

	/**
	 * Counts the tokens of a prompt, without a turn and without an answer.
	 * @param request request in OpenAI's form
	 * @param dialect the client's protocol
	 * @param endpoint the server
	 * @return the tokens, or the failure of a request that the server cannot fulfil
	 */
	public Mono<Long> promptTokens(CompletionRequest request, Dialect dialect, ServerEndpoint endpoint) {
		return Mono.fromCallable(() -> RequestFit.of(request, dialect.insistsOnThinking(), endpoint))
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((fit) -> this.counts.tokens(endpoint, fit.request()))
			.onErrorResume(ContextExceededException.class, (exceeded) -> Mono.just(exceeded.promptTokens()));
	}

	GatewayProperties.Stream options() {
		return this.options;
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
		return answerAfter(Mono.empty(), () -> request, dialect, turns, response);
	}

	/**
	 * Answers a request that first waits for something else, such as the earlier turns of
	 * its conversation. A stream gets heartbeats meanwhile.
	 * @param wait what it waits for; its failure is told to the client
	 * @param request makes the request as for {@link #answer}, once the wait is over
	 * @param dialect the client's protocol
	 * @param turns grants the server
	 * @param response where the answer is written
	 * @return as of {@link #answer}
	 */
	public Mono<Void> answerAfter(Mono<?> wait, Supplier<CompletionRequest> request, Dialect dialect, Turns turns,
			ServerHttpResponse response) {
		return Mono.deferContextual((context) -> {
			Call call = new Call(UUID.randomUUID().toString(), dialect, turns, response, RequestTrace.of(context));
			Caller caller = Turns.caller(context);
			return (dialect.isStream() ? streamed(wait, request, call, caller) : whole(wait, request, call, caller))
				.onErrorResume((thrown) -> FailureResponse.write(thrown, call));
		});
	}

	/**
	 * Waits until no model was loaded for a time, as a limit on a wait for requests that
	 * may themselves wait for a model.
	 * @param time the time
	 * @return emits at its end
	 */
	public Mono<Long> untilNoLoadFor(Duration time) {
		return this.choice.untilNoLoadFor(time, Schedulers.parallel());
	}

	private Mono<Void> streamed(Mono<?> wait, Supplier<CompletionRequest> request, Call call, Caller caller) {
		StreamedAnswer answer = new StreamedAnswer(this, this.counts, call);
		return answer.write(Flux.concat(answer.waiting(wait), withRequest(request, call, caller,
				(stay) -> Flux.concat(answer.loading(stay), admitted(call, caller).flatMapMany(answer::of)))));
	}

	private Mono<Void> whole(Mono<?> wait, Supplier<CompletionRequest> request, Call call, Caller caller) {
		return wait
			.thenMany(withRequest(request, call, caller,
					(stay) -> stay.ready()
						.thenMany(admitted(call, caller).flatMapMany((admission) -> answerParts(call, admission)))))
			.collectList()
			.flatMap((parts) -> writeWhole(parts, call.response()));
	}

	/** The answer to a request, which keeps its model meanwhile. */
	private Flux<byte[]> withRequest(Supplier<CompletionRequest> request, Call call, Caller caller,
			Function<Stay, Flux<byte[]>> answer) {
		return Flux.defer(() -> {
			call.asks(request.get());
			return withModel(call, caller, answer);
		});
	}

	private Flux<byte[]> withModel(Call call, Caller caller, Function<Stay, Flux<byte[]>> answer) {
		return this.choice.wish(call.dialect().modelName(call.request().model()), caller)
			.flatMapMany((wish) -> Flux.using(() -> this.choice.enter(wish), answer, Stay::close))
			.onErrorResume(StaleWishException.class, (stale) -> withModel(call, caller, answer));
	}

	/** The model can answer, and the wait for a turn begins. */
	private Mono<Admission> admitted(Call call, Caller caller) {
		// The caller's key may allow some models only, and the model may have changed.
		return Mono.fromSupplier(() -> call.turns().of(caller, this.models.name()))
			.delayUntil((granted) -> expected(call));
	}

	/**
	 * Fits the request to the server that runs now, so that what it cannot do is refused
	 * before the wait for a turn, and no slot waits while tokens are counted.
	 */
	private Mono<RequestFit> expected(Call call) {
		return Mono.defer(() -> Mono.justOrEmpty(this.models.facts().endpoint()))
			.flatMap((server) -> fit(call, server))
			.delayUntil(this.counts::check)
			.doOnNext(call::expect);
	}

	private Flux<byte[]> answerParts(Call call, Admission admission) {
		return exchanged(call, admission,
				(exchange) -> fitted(call, exchange).flatMap((fit) -> send(fit, call, exchange).begun())
					.flatMapMany((sent) -> {
						call.response().getHeaders().set(HttpHeaders.CONTENT_TYPE, sent.contentType());
						return sent.parts();
					}));
	}

	/** With its length, so that it is sent in one piece. */
	private static Mono<Void> writeWhole(List<byte[]> parts, ServerHttpResponse response) {
		response.setStatusCode(HttpStatus.OK);
		response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-cache");
		response.getHeaders().setContentLength(parts.stream().mapToInt((part) -> part.length).sum());
		DataBufferFactory buffers = response.bufferFactory();
		return response.writeWith(Mono.just(buffers.join(parts.stream().map(buffers::wrap).toList())));
	}

	/**
	 * Makes an exchange with a server, and another one if the server was lost before
	 * anything was sent to it. Only the exchange ends the use, or cancels the wait for
	 * it: Reactor may drop a signal, and a use that is dropped with it would never end.
	 */
	Flux<byte[]> exchanged(Call call, Admission admission, Function<Exchange, Flux<byte[]>> answer) {
		long deadline = admission.deadline();
		return attempt(call, admission, deadline, answer).onErrorResume(UnsentException.class,
				(unsent) -> attempt(call, call.turns().repeated(admission), deadline, answer));
	}

	private static Flux<byte[]> attempt(Call call, Admission admission, long deadline,
			Function<Exchange, Flux<byte[]>> answer) {
		return Flux.using(() -> admission.open(deadline), (exchange) -> {
			if (!call.response().isCommitted()) {
				call.turns().place(exchange).ifPresent((place) -> tell(place, call.response().getHeaders()));
			}
			return answer.apply(exchange)
				.onErrorMap((thrown) -> !(thrown instanceof UnreadAnswerException),
						(thrown) -> reported(thrown, exchange, admission));
		}, Exchange::close);
	}

	/** For people who wonder why an answer came late. */
	private static void tell(Place place, HttpHeaders headers) {
		headers.set("X-Queue-Position", String.valueOf(place.position()));
		Duration wait = place.expectedWait();
		if (wait != null) {
			headers.set("X-Queue-Expected-Seconds", String.valueOf(wait.toSeconds()));
		}
	}

	/** Waits for the use, and makes the request fit for its server. */
	Mono<RequestFit> fitted(Call call, Exchange exchange) {
		return Mono.fromFuture(exchange.use(), true).flatMap((use) -> {
			call.trace().granted();
			RequestFit expected = call.expected();
			return (expected != null && expected.server().equals(use.endpoint())) ? Mono.just(expected)
					: fit(call, use.endpoint());
		});
	}

	private static Mono<RequestFit> fit(Call call, ServerEndpoint server) {
		Mono<RequestFit> fit = Mono
			.fromCallable(() -> RequestFit.of(call.request(), call.dialect().insistsOnThinking(), server));
		// Counting the tokens of a long prompt blocks.
		return server.capabilities().limits().known() ? fit.subscribeOn(Schedulers.boundedElastic()) : fit;
	}

	/** Sends the request; the answer arrives as it is read. */
	Sent send(RequestFit fit, Call call, Exchange exchange) {
		ServerEndpoint server = fit.server();
		CompletionRequest request = fit.request();
		long promptBytes = request.promptBytes();
		boolean stream = server.capabilities().delivery() == TokenDelivery.INCREMENTAL;
		AnswerForm form = call.dialect()
			.form(call.id(), call.model(server), new EstimatedUsage(fit.translation(), promptBytes));
		AnswerIntake intake = new AnswerIntake(exchange, form, this.patience, promptBytes, this.nanoTime);
		UpstreamAnswer answer = this.upstream.send(exchange, URI.create(server.baseUrl() + call.dialect().route()),
				request.with(server.wireModel(), stream), intake);
		call.trace().sent(answer, stream);
		return new Sent(answer, form.contentType(), () -> {
			exchange.succeeded();
			call.trace().answered(answer.usage(), answer.firstToken());
		});
	}

	private static Throwable reported(Throwable thrown, Exchange exchange, Admission admission) {
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

	/** A request that was sent, and whose answer arrives as it is read. */
	static final class Sent {

		private final UpstreamAnswer answer;

		private final String contentType;

		private final Runnable succeeded;

		/**
		 * Reads nothing yet.
		 * @param answer the answer
		 * @param contentType media type in which the answer is delivered
		 * @param succeeded is run when the answer is complete
		 */
		Sent(UpstreamAnswer answer, String contentType, Runnable succeeded) {
			this.answer = answer;
			this.contentType = contentType;
			this.succeeded = succeeded;
		}

		/** Media type in which the answer is delivered. */
		String contentType() {
			return this.contentType;
		}

		/** Completes with the first part of the answer. */
		Mono<Sent> begun() {
			return this.answer.begun().thenReturn(this);
		}

		/** The parts of the answer in the client's protocol. */
		Flux<byte[]> parts() {
			return this.answer.parts().doOnComplete(this.succeeded);
		}

	}

	/**
	 * The server was lost before anything was sent to it, so the request can be repeated.
	 */
	private static final class UnsentException extends ShimmyException {

		private static final long serialVersionUID = 1L;

		UnsentException(ShimmyException loss) {
			super(loss.code(), loss.getMessage(), loss.getCause(), loss.exitStatus(), loss.outputTail());
		}

	}

}
