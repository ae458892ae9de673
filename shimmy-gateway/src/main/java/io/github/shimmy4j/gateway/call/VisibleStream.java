package io.github.shimmy4j.gateway.call;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.gateway.call.Generations.Sent;
import io.github.shimmy4j.gateway.call.Generations.UnsentException;
import io.github.shimmy4j.gateway.upstream.UnreadAnswerException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A streamed answer whose client sees that it waits: for its turn, and while the model
 * reads. The response begins with the first part, or with the first heartbeat after
 * {@code shimmy.gateway.stream.hold}; a failure before has a status of its own. The
 * tokens of the prompt are counted meanwhile. Of one request.
 */
final class VisibleStream {

	private final Generations generations;

	private final Call call;

	private final Admission admission;

	private final long deadline;

	/** Null until the server is known. */
	private volatile @Nullable CompletableFuture<String> opening;

	private boolean opened;

	private boolean begun;

	VisibleStream(Generations generations, Call call, Admission admission, long deadline) {
		this.generations = generations;
		this.call = call;
		this.admission = admission;
		this.deadline = deadline;
	}

	Mono<Void> write() {
		return Mono.defer(() -> {
			ServerHttpResponse response = this.call.response();
			response.setStatusCode(HttpStatusCode.valueOf(200));
			response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "text/event-stream");
			response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-cache");
			Flux<byte[]> parts = attempt().onErrorResume(UnsentException.class, (unsent) -> attempt())
				.doOnNext((part) -> this.begun = true)
				.onErrorResume((thrown) -> this.begun && !(thrown instanceof UnreadAnswerException),
						(thrown) -> Generations.errorEvent(thrown, this.call));
			// Writes nothing, not even the status, before the first part.
			return response.writeAndFlushWith(parts.map((part) -> Mono.just(Generations.buffer(part, response))));
		});
	}

	private Flux<byte[]> attempt() {
		return Flux.using(() -> this.admission.open(this.deadline), (exchange) -> {
			if (!this.call.response().isCommitted()) {
				this.call.turns()
					.place(exchange)
					.ifPresent((place) -> Generations.tell(place, this.call.response().getHeaders()));
			}
			Mono<Sent> sent = this.generations.fitted(this.call, exchange).map((fit) -> {
				if (this.call.dialect().hasOpening()) {
					count(fit, exchange.endpoint());
				}
				return this.generations.send(fit, this.call, exchange);
			}).flatMap((each) -> each.answer().begun().thenReturn(each)).cache();
			return Flux
				.concat(beats().takeUntilOther(sent.then().onErrorComplete()).map((tick) -> beat()),
						sent.flatMapMany((each) -> Flux.concat(Flux.defer(this::opening),
								Generations.parts(each.answer(), this.call, exchange))))
				.onErrorMap((thrown) -> !(thrown instanceof UnreadAnswerException),
						(thrown) -> Generations.reported(thrown, exchange, this.admission));
		}, Exchange::close);
	}

	/** Begins to count; nobody waits for it before the first token. */
	private void count(RequestFit fit, ServerEndpoint endpoint) {
		this.opening = this.generations.counts()
			.tokens(endpoint, fit.request())
			.map((tokens) -> this.call.dialect().opening(this.call.id(), this.call.model(endpoint), tokens))
			.toFuture();
	}

	private Flux<Long> beats() {
		Duration hold = this.generations.options().hold();
		Duration beat = this.generations.options().heartbeat();
		if (beat.isZero()) {
			return Flux.never();
		}
		return Flux.interval(hold, beat).onBackpressureDrop();
	}

	/** Tells the opening as soon as it is known. */
	private byte[] beat() {
		CompletableFuture<String> known = this.opening;
		String beat = Objects.requireNonNull(this.call.dialect().heartbeat(),
				"a dialect that waits visibly has a heartbeat");
		if (!this.opened && known != null && known.isDone() && !known.isCompletedExceptionally()) {
			this.opened = true;
			return (known.join() + beat).getBytes(StandardCharsets.UTF_8);
		}
		return beat.getBytes(StandardCharsets.UTF_8);
	}

	/** The opening, unless a heartbeat has told it. */
	private Flux<byte[]> opening() {
		CompletableFuture<String> known = this.opening;
		if (this.opened || known == null) {
			return Flux.empty();
		}
		this.opened = true;
		return Mono.fromFuture(known, true).map((text) -> text.getBytes(StandardCharsets.UTF_8)).flux();
	}

}
