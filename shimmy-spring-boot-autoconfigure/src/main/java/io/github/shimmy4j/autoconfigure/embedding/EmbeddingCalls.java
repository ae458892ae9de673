package io.github.shimmy4j.autoconfigure.embedding;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.autoconfigure.BaseUrl;
import io.github.shimmy4j.autoconfigure.chat.transport.FailureTranslation;
import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.Reply;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.protocol.openai.Embeddings;
import io.github.shimmy4j.protocol.openai.ServerError;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.SentRequest;
import org.jspecify.annotations.Nullable;

/**
 * Sends texts to the server of an embedding model. Each request takes a slot of the
 * server, as a chat does, until the server has answered: no server stops in the middle of
 * a text when its caller has left. Every failure is a {@link ShimmyException}.
 */
final class EmbeddingCalls {

	/**
	 * A server that has not answered after so many times the limit is stuck. Within the
	 * limit alone, a text that is only slow would make it look broken.
	 */
	private static final int STUCK_AFTER = 2;

	private final Admission admission;

	private final ServerClient client;

	private final Duration limit;

	/**
	 * Sends nothing yet.
	 * @param admission grants a server to each request
	 * @param client sends the requests
	 * @param limit longest wait for the answer to one request
	 */
	EmbeddingCalls(Admission admission, ServerClient client, Duration limit) {
		this.admission = admission;
		this.client = client;
		this.limit = limit;
	}

	/**
	 * Asks for the vectors of a few texts. Blocks.
	 * @param texts one or more texts
	 * @param dimensions wanted length of each vector; null for the model's own
	 */
	Embeddings call(List<String> texts, @Nullable Integer dimensions) {
		long deadline = this.admission.deadline();
		try {
			return call(texts, dimensions, deadline);
		}
		catch (LostUnsentException ex) {
			return call(texts, dimensions, deadline);
		}
	}

	private Embeddings call(List<String> texts, @Nullable Integer dimensions, long deadline) {
		try (Exchange exchange = this.admission.open(deadline)) {
			try {
				exchange.use().get();
				Embeddings answer = answer(exchange, texts, dimensions);
				exchange.succeeded();
				return answer;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the server was interrupted", ex);
			}
			catch (ExecutionException | RuntimeException ex) {
				throw reported(ex, exchange);
			}
		}
	}

	private Embeddings answer(Exchange exchange, List<String> texts, @Nullable Integer dimensions)
			throws InterruptedException {
		ServerEndpoint endpoint = exchange.endpoint();
		if (!endpoint.capabilities().supports(Feature.EMBEDDINGS)) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_REQUEST, "%s cannot do what the request asks for: %s"
				.formatted(endpoint.capabilities().kind(), Feature.EMBEDDINGS.description()));
		}
		exchange.use().join().reading(this.limit);
		URI address = BaseUrl.embeddings(endpoint);
		String body = Embeddings.request(endpoint.wireModel(), texts, dimensions);
		SentTexts sent = exchange
			.send(() -> new SentTexts(this.client.post(address, endpoint.apiKey(), body), exchange, this.limit));
		Reply reply = sent.reply();
		String shown = reply.body().replace(endpoint.wireModel(), endpoint.model());
		if (!reply.ok()) {
			ShimmyException lost = exchange.lossShownBy(reply.status());
			throw (lost != null) ? lost : ServerError.of(reply.status(), shown, "POST " + address);
		}
		return Embeddings.parse(shown, texts.size());
	}

	private ShimmyException reported(Exception thrown, Exchange exchange) {
		Throwable failure = (thrown instanceof ExecutionException) ? thrown.getCause() : thrown;
		if (failure instanceof TimeoutException) {
			return new ShimmyException(ShimmyErrorCode.NOT_READY,
					"No server was free for this call within %s (shimmy.embedding.timeout): %s"
						.formatted(this.admission.limit(), this.admission.source().queue()),
					failure);
		}
		ShimmyException known = (failure instanceof ShimmyException ours) ? ours
				: new ShimmyException(ShimmyErrorCode.INTERNAL, "The call failed: " + failure, failure);
		if (known.code() == ShimmyErrorCode.SIDECAR_LOST) {
			known = exchange.explained(known).join();
		}
		// An overloaded server is healthy.
		if (known.code().stage() == Stage.ANSWER && known.code() != ShimmyErrorCode.OVERLOADED) {
			exchange.failed(known);
		}
		return exchange.isUnsent() ? new LostUnsentException(known) : known;
	}

	/**
	 * A request with its reply, as its exchange sees it. The caller can leave while the
	 * server goes on.
	 */
	private static final class SentTexts implements SentRequest {

		private final CompletableFuture<Reply> sent;

		/** Completes when the exchange knows the outcome. */
		private final CompletableFuture<Reply> reply;

		private final Duration limit;

		private volatile @Nullable ShimmyException failure;

		private volatile boolean unsent;

		SentTexts(CompletableFuture<Reply> sent, Exchange exchange, Duration limit) {
			Duration stuckAfter = limit.multipliedBy(STUCK_AFTER);
			this.limit = limit;
			this.sent = sent;
			this.reply = sent.whenComplete((answered, failure) -> {
				if (failure != null) {
					this.unsent = failure instanceof ConnectException;
					this.failure = broken(failure, stuckAfter);
				}
				exchange.answerEnded();
			});
			// Closes the connection, which nothing else would do.
			sent.orTimeout(stuckAfter.toMillis(), TimeUnit.MILLISECONDS);
		}

		/** Waits for the reply, at most for the limit. */
		Reply reply() throws InterruptedException {
			try {
				return this.reply.get(this.limit.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				throw broken(ex, this.limit);
			}
			catch (ExecutionException ex) {
				throw Objects.requireNonNull(this.failure);
			}
		}

		private static ShimmyException broken(Throwable cause, Duration waited) {
			if (cause instanceof TimeoutException) {
				return new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT,
						"The server did not answer within %s (shimmy.embedding.timeout)".formatted(waited), cause);
			}
			return FailureTranslation.translate(cause, "The request for embeddings");
		}

		/** The caller has left already: it waits on its own thread. */
		@Override
		public void abandon() {
			// Nobody waits for the reply any more.
		}

		/** Each text is computed to its end, whoever waits for it. */
		@Override
		public boolean isEndedByDisconnect(ServerCapabilities server) {
			return false;
		}

		@Override
		public void cancel() {
			this.sent.cancel(true);
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

	/**
	 * The server was lost before anything was sent to it, so the call can be repeated.
	 */
	private static final class LostUnsentException extends ShimmyException {

		private static final long serialVersionUID = 1L;

		LostUnsentException(ShimmyException loss) {
			super(loss.code(), loss.getMessage(), loss.getCause(), loss.exitStatus(), loss.outputTail());
		}

	}

}
