package io.github.shimmy4j.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.probe.Reply;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer, which is taken as it arrives. The daemon may be silent only
 * so long at a time. {@link #close()} may be called by any thread, and ends the answer at
 * the daemon, too; who waits then gets a CancellationException. All else is for one
 * thread.
 */
final class Exchange implements AutoCloseable {

	/** Longest answer that is not an answer of the model. */
	private static final int LONGEST_REPLY = 1024 * 1024;

	private final DaemonRecord daemon;

	private final Duration silence;

	private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

	private final Body body = new Body();

	private final Thread sender;

	/** When the answer must be whole; null if only its silence is limited. */
	private @Nullable Long end;

	private volatile boolean closed;

	private boolean broken;

	private Exchange(Future<HttpClient> http, DaemonRecord daemon, HttpRequest request, Duration silence) {
		this.daemon = daemon;
		this.silence = silence;
		// Not sendAsync: it reports failures on the common pool, which may be full.
		this.sender = Threads.daemon("shimmy-daemon-call", () -> send(http, request));
	}

	/** Sends a request to a daemon. */
	static Exchange begin(Future<HttpClient> http, DaemonRecord daemon, HttpRequest request, Duration silence) {
		Exchange exchange = new Exchange(http, daemon, request, silence);
		exchange.sender.start();
		return exchange;
	}

	/** The daemon that was asked. */
	DaemonRecord daemon() {
		return this.daemon;
	}

	private void send(Future<HttpClient> http, HttpRequest request) {
		try {
			http.get().send(request, (head) -> {
				this.arrivals.add(Arrival.head(head.statusCode()));
				return this.body;
			});
		}
		catch (InterruptedException ex) {
			this.arrivals.add(Arrival.failure(new IOException("the request was cancelled", ex)));
		}
		catch (ExecutionException ex) {
			this.arrivals.add(Arrival.failure((ex.getCause() != null) ? ex.getCause() : ex));
		}
		catch (Throwable ex) {
			// Without an arrival the caller would wait for the longest silence.
			this.arrivals.add(Arrival.failure(ex));
		}
	}

	/**
	 * Waits for the status; to be called first, and once.
	 * @throws IOException if the request fails, HttpTimeoutException after the longest
	 * silence
	 * @throws InterruptedException if the thread was interrupted
	 */
	int status() throws IOException, InterruptedException {
		return arrival().status();
	}

	/**
	 * Waits for more of the body.
	 * @return the next bytes; null at the end
	 * @throws IOException if the connection breaks, HttpTimeoutException after the
	 * longest silence
	 * @throws InterruptedException if the thread was interrupted
	 */
	@Nullable ByteBuffer next() throws IOException, InterruptedException {
		this.body.demand();
		return arrival().bytes();
	}

	/** Waits for the whole of a short answer, in all as long as for silence otherwise. */
	Reply reply() throws IOException, InterruptedException {
		this.end = System.nanoTime() + this.silence.toNanos();
		int status = status();
		return new Reply(status, rest());
	}

	/** Waits for the whole body of a short answer, after the status. */
	String rest() throws IOException, InterruptedException {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		for (ByteBuffer bytes = next(); bytes != null; bytes = next()) {
			byte[] part = new byte[bytes.remaining()];
			bytes.get(part);
			text.writeBytes(part);
			if (text.size() > LONGEST_REPLY) {
				throw new IOException("the answer has more than %d bytes".formatted(LONGEST_REPLY));
			}
		}
		return text.toString(StandardCharsets.UTF_8);
	}

	/** Whether the connection broke. */
	boolean isBroken() {
		return this.broken;
	}

	private Arrival arrival() throws IOException, InterruptedException {
		requireOpen();
		Long wholeBy = this.end;
		long wait = (wholeBy != null) ? wholeBy - System.nanoTime() : this.silence.toNanos();
		Arrival arrival = (wait > 0) ? this.arrivals.poll(wait, TimeUnit.NANOSECONDS) : null;
		requireOpen();
		if (arrival == null) {
			throw new HttpTimeoutException(
					((wholeBy != null) ? "the answer was not whole after %d ms" : "no byte has arrived for %d ms")
						.formatted(this.silence.toMillis()));
		}
		if (arrival.failure() != null) {
			this.broken = true;
			throw arrival.failure();
		}
		return arrival;
	}

	private void requireOpen() {
		if (this.closed) {
			throw new CancellationException("The answer was cancelled");
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.sender.interrupt();
		this.body.cancel();
		this.arrivals.add(Arrival.failure(new IOException("the answer was cancelled")));
	}

	/**
	 * The status, a part of the body, the end of it (neither), or a failure.
	 *
	 * @param status HTTP status, or 0
	 * @param bytes part of the body, or null
	 * @param failure why nothing more arrives, or null
	 */
	private record Arrival(int status, @Nullable ByteBuffer bytes, @Nullable IOException failure) {

		static Arrival head(int status) {
			return new Arrival(status, null, null);
		}

		static Arrival end() {
			return new Arrival(0, null, null);
		}

		static Arrival failure(Throwable failure) {
			return new Arrival(0, null, (failure instanceof IOException known) ? known : new IOException(failure));
		}

	}

	/**
	 * Hands over one part of the body at a time, so that a slow reader slows the daemon.
	 */
	private final class Body implements BodySubscriber<@Nullable Void> {

		private Flow.@Nullable Subscription subscription;

		private boolean cancelled;

		/** Parts that were asked for before the body began. */
		private boolean demanded;

		synchronized void demand() {
			if (!Exchange.this.arrivals.isEmpty()) {
				return;
			}
			if (this.subscription != null) {
				this.subscription.request(1);
			}
			else {
				this.demanded = true;
			}
		}

		synchronized void cancel() {
			this.cancelled = true;
			if (this.subscription != null) {
				this.subscription.cancel();
			}
		}

		/** Ends the sender's part, while the body arrives. */
		@Override
		public CompletionStage<@Nullable Void> getBody() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public synchronized void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
			if (this.cancelled) {
				subscription.cancel();
			}
			else if (this.demanded) {
				subscription.request(1);
			}
		}

		@Override
		public void onNext(List<ByteBuffer> buffers) {
			buffers.forEach((buffer) -> Exchange.this.arrivals.add(new Arrival(0, buffer, null)));
		}

		@Override
		public void onError(Throwable failure) {
			Exchange.this.arrivals.add(Arrival.failure(failure));
		}

		@Override
		public void onComplete() {
			Exchange.this.arrivals.add(Arrival.end());
		}

	}

}
