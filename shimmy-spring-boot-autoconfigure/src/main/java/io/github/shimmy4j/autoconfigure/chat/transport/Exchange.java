package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the wait for a server to the end of the use of it. It
 * fixes the server that the request was checked against. Its caller closes it and is free
 * then; the use ends when the server is free as well. A server that gives up when it is
 * left is left at once. One that would go on is read to the end of its answer, because
 * only so is known when that is; if it falls silent, that is told instead.
 */
public final class Exchange implements AutoCloseable {

	/**
	 * Statuses that our server never returns for its own key and model. Seeing one means
	 * that another process owns the port now.
	 */
	private static final Set<Integer> REFUSALS = Set.of(401, 404);

	private final String id;

	private final CompletableFuture<ServerUse> use;

	private final Duration lossNotice;

	private final Exchanges exchanges;

	private @Nullable ServerAnswer answer;

	private boolean tooLate;

	private boolean answered;

	private boolean told;

	private boolean closed;

	private boolean settled;

	Exchange(String id, CompletableFuture<ServerUse> use, Duration lossNotice, Exchanges exchanges) {
		this.id = id;
		this.use = use;
		this.lossNotice = lossNotice;
		this.exchanges = exchanges;
	}

	/**
	 * What a request carries in the header {@link Exchanges#HEADER}.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * The use that was waited for. Its end is the exchange's business.
	 * @return completes as the wait does
	 */
	public CompletableFuture<ServerUse> use() {
		return this.use;
	}

	ServerEndpoint endpoint() {
		return this.use.join().endpoint();
	}

	/**
	 * Sends the request and waits for the beginning of the answer. Checking the request
	 * may have taken long enough for the server to end, and for its port to be another's.
	 */
	Response send(Request request, AskedAnswer asked, Wire wire) throws IOException {
		CompletableFuture<ShimmyException> lost = this.use.join().lost();
		ServerAnswer begun;
		synchronized (this) {
			if (this.closed) {
				throw new TransportException(ShimmyErrorCode.NOT_RUNNING, "The caller has gone");
			}
			if (lost.isDone()) {
				this.tooLate = true;
				throw new TransportException(loss(lost.join(), null));
			}
			begun = wire.send(request, asked, this);
			this.answer = begun;
		}
		Response response = begun.response();
		if (lost.isDone() && REFUSALS.contains(response.code())) {
			response.close();
			throw new TransportException(loss(lost.join(), null));
		}
		return response;
	}

	private static ShimmyException loss(ShimmyException end, @Nullable IOException broken) {
		return new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, end.getMessage(), broken, end.exitStatus(),
				end.outputTail());
	}

	/**
	 * What broke the connection, whatever a reader of the answer made of that.
	 * @return the failure, or null if there was none
	 */
	public synchronized @Nullable IOException failure() {
		return (this.answer != null) ? this.answer.failure() : null;
	}

	/**
	 * Whether the server was gone before anything was sent to it.
	 * @return true if the same request may be sent to another
	 */
	public synchronized boolean isUnsent() {
		return this.tooLate || (this.answer != null && this.answer.isUnsent() && this.use.join().lost().isDone());
	}

	/**
	 * Tells that the server reads the prompt.
	 * @param atMost how long it may be silent from now on
	 */
	void reading(Duration atMost) {
		this.use.join().reading(atMost);
	}

	/** Tells that the answer grew. */
	void progressed() {
		this.use.join().progressed();
	}

	/** Tells that the answer was whole. */
	public void succeeded() {
		if (tell()) {
			this.use.join().succeeded();
		}
	}

	/**
	 * Tells that the server failed to answer.
	 * @param failure what was wrong
	 */
	public void failed(ShimmyException failure) {
		if (tell()) {
			this.use.join().failed(failure);
		}
	}

	private synchronized boolean tell() {
		boolean first = !this.told;
		this.told = true;
		return first;
	}

	/** A connection that broke because its server ended is explained by that end. */
	IOException explained(IOException broken) {
		if (broken instanceof SilenceException || isClosed()) {
			return broken;
		}
		try {
			ShimmyException end = this.use.join().lost().get(this.lossNotice.toMillis(), TimeUnit.MILLISECONDS);
			return new TransportException(loss(end, broken));
		}
		catch (TimeoutException | ExecutionException ex) {
			return broken;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return broken;
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	/** The server is done with it. */
	void answerEnded() {
		synchronized (this) {
			this.answered = true;
		}
		settle();
	}

	/** Releases the caller at once. Idempotent. */
	@Override
	public void close() {
		this.exchanges.remove(this.id);
		ServerAnswer left;
		synchronized (this) {
			this.closed = true;
			left = this.answered ? null : this.answer;
		}
		if (left != null) {
			left.abandon();
			if (endpoint().capabilities().cancelsOnDisconnect()) {
				left.cancel();
			}
		}
		else if (!this.use.cancel(false)) {
			settle();
		}
	}

	private void settle() {
		synchronized (this) {
			if (!this.closed || this.settled || (this.answer != null && !this.answered)) {
				return;
			}
			this.settled = true;
		}
		if (failure() instanceof SilenceException silence) {
			failed(new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT,
					silence.getMessage() + ", in an answer that nobody waits for", silence));
		}
		this.use.thenAccept(ServerUse::close);
	}

}
