package io.github.shimmy4j.gateway.upstream;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.SentRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A request whose answer is taken as one text. */
final class WholeReply implements SentRequest {

	private final Sinks.One<String> text = Sinks.one();

	private final Exchange exchange;

	private volatile @Nullable Disposable receiving;

	private volatile @Nullable ShimmyException failure;

	private volatile boolean unsent;

	private volatile boolean abandoned;

	WholeReply(Exchange exchange) {
		this.exchange = exchange;
	}

	void receive(Mono<String> arriving) {
		this.receiving = arriving.doFinally((signal) -> this.exchange.answerEnded())
			.subscribe(this.text::tryEmitValue, this::broken, () -> this.text.tryEmitValue(""));
	}

	private void broken(Throwable thrown) {
		this.unsent = Upstream.isUnsent(thrown);
		ShimmyException known = Upstream.failureOf(thrown);
		this.failure = known;
		if (!this.abandoned) {
			this.exchange.explained(known).whenComplete((explained, ignored) -> this.text.tryEmitError(explained));
		}
	}

	/** The answer's text, or the failure. */
	Mono<String> text() {
		return this.text.asMono();
	}

	@Override
	public void abandon() {
		this.abandoned = true;
	}

	@Override
	public void cancel() {
		Disposable present = this.receiving;
		if (present != null) {
			present.dispose();
		}
	}

	/** No server stops computing vectors because its client has gone. */
	@Override
	public boolean isEndedByDisconnect(ServerCapabilities server) {
		return false;
	}

	@Override
	public @Nullable ShimmyException failure() {
		return this.failure;
	}

	@Override
	public boolean isUnsent() {
		return this.unsent;
	}

}
