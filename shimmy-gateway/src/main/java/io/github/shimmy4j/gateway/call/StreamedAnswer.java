package io.github.shimmy4j.gateway.call;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.gateway.call.Generations.Sent;
import io.github.shimmy4j.gateway.call.ModelChoice.Stay;
import io.github.shimmy4j.gateway.upstream.UnreadAnswerException;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An answer that is delivered piece by piece. The response begins with the first piece,
 * so that a failure before has a status of its own. Where the protocol has heartbeats,
 * the client sees that it waits for its turn and while the model reads: then the response
 * begins with the first heartbeat, after {@code shimmy.gateway.stream.hold}. Of one
 * request.
 */
final class StreamedAnswer {

	private final Generations generations;

	private final PromptCounts counts;

	private final Call call;

	/** Null until the server is known. */
	private volatile @Nullable CompletableFuture<String> opening;

	private boolean opened;

	private boolean begun;

	StreamedAnswer(Generations generations, PromptCounts counts, Call call) {
		this.generations = generations;
		this.counts = counts;
		this.call = call;
	}

	/**
	 * Writes all parts, and a failure after the first one as the last event.
	 * @return fails if nothing was written
	 */
	Mono<Void> write(Flux<byte[]> parts) {
		ServerHttpResponse response = this.call.response();
		Flux<byte[]> told = parts.doOnNext((part) -> this.begun = true)
			.onErrorResume((thrown) -> this.begun && !(thrown instanceof UnreadAnswerException),
					(thrown) -> Mono.fromSupplier(() -> FailureResponse.event(thrown, this.call)));
		// Writes nothing, not even the status, before the first part.
		return response.writeAndFlushWith(told.map((part) -> Mono.just(response.bufferFactory().wrap(part))));
	}

	/** Heartbeats until a wait is over, and its failure. */
	Flux<byte[]> waiting(Mono<?> wait) {
		return beats().takeUntilOther(wait).map((tick) -> beat(""));
	}

	/** Heartbeats that tell how far the model is, until it is loaded. */
	Flux<byte[]> loading(Stay stay) {
		return stay.isReady() ? Flux.empty()
				: beats().takeUntilOther(stay.ready()).map((tick) -> beat(": %s\n\n".formatted(stay.activity())));
	}

	/** The answer of the server, preceded by heartbeats until it begins. */
	Flux<byte[]> of(Admission admission) {
		return this.generations.exchanged(this.call, admission, this::parts);
	}

	private Flux<byte[]> parts(Exchange exchange) {
		Mono<Sent> sent = this.generations.fitted(this.call, exchange).map((fit) -> {
			if (this.call.dialect().hasOpening()) {
				count(fit);
			}
			return this.generations.send(fit, this.call, exchange);
		}).flatMap(Sent::begun).cache();
		return Flux.concat(waiting(sent.then().onErrorComplete()),
				sent.flatMapMany((each) -> Flux.concat(opening(each), each.parts())));
	}

	/** Begins to count; nobody waits for it before the first token. */
	private void count(RequestFit fit) {
		this.opening = this.counts.tokens(fit.server(), fit.request())
			.map((tokens) -> this.call.dialect().opening(this.call.id(), this.call.model(fit.server()), tokens))
			.toFuture();
	}

	private Flux<Long> beats() {
		Duration beat = this.generations.options().heartbeat();
		if (beat.isZero() || !this.call.dialect().hasHeartbeat()) {
			return Flux.never();
		}
		return Flux.interval(this.generations.options().hold(), beat).onBackpressureDrop();
	}

	/** Tells a comment, and the opening as soon as it is known. */
	private byte[] beat(String comment) {
		head(MediaType.TEXT_EVENT_STREAM_VALUE);
		String heartbeat = comment
				+ Objects.requireNonNull(this.call.dialect().heartbeat(), "a dialect with heartbeats");
		CompletableFuture<String> known = this.opening;
		if (!this.opened && known != null && known.isDone() && !known.isCompletedExceptionally()) {
			this.opened = true;
			return (known.join() + heartbeat).getBytes(StandardCharsets.UTF_8);
		}
		return heartbeat.getBytes(StandardCharsets.UTF_8);
	}

	/** The opening, unless a heartbeat has told it. */
	private Mono<byte[]> opening(Sent sent) {
		return Mono.defer(() -> {
			head(sent.contentType());
			CompletableFuture<String> known = this.opening;
			if (this.opened || known == null) {
				return Mono.empty();
			}
			this.opened = true;
			return Mono.fromFuture(known, true).map((text) -> text.getBytes(StandardCharsets.UTF_8));
		});
	}

	/** Precedes the first part. */
	private void head(String contentType) {
		ServerHttpResponse response = this.call.response();
		if (!this.begun) {
			response.setStatusCode(HttpStatus.OK);
			response.getHeaders().set(HttpHeaders.CONTENT_TYPE, contentType);
			response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-cache");
		}
	}

}
