package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * The body of a response, read by one thread that gives up on a silent server: the
 * client's own input stream has no limit, and whether the time limit of a request covers
 * the body depends on the version of Java.
 */
final class ResponseBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

	/** Keeps the connection busy while a part is written, 16 KiB each. */
	private static final int PARTS_AHEAD = 16;

	private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

	private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

	private final Flow.Publisher<List<ByteBuffer>> publisher;

	private final Deque<ByteBuffer> current = new ArrayDeque<>();

	private boolean subscribed;

	ResponseBody(Flow.Publisher<List<ByteBuffer>> publisher) {
		this.publisher = publisher;
	}

	/** The next bytes; null at the end. */
	@Nullable ByteBuffer next(Duration timeout) throws IOException, InterruptedException, TimeoutException {
		subscribe();
		while (this.current.isEmpty()) {
			Signal signal = this.signals.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (signal == null) {
				throw new TimeoutException();
			}
			if (signal.error() != null) {
				throw new IOException(signal.error().getMessage(), signal.error());
			}
			if (signal.isEnd()) {
				this.signals.add(signal);
				return null;
			}
			this.current.addAll(signal.buffers());
			this.subscription.thenAccept((active) -> active.request(1));
		}
		return this.current.remove();
	}

	@Override
	public void onSubscribe(Flow.Subscription active) {
		active.request(PARTS_AHEAD);
		this.subscription.complete(active);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		this.signals.add(new Signal(buffers, null));
	}

	@Override
	public void onError(Throwable error) {
		this.signals.add(new Signal(List.of(), error));
	}

	@Override
	public void onComplete() {
		this.signals.add(new Signal(List.of(), null));
	}

	/** Drops the connection unless the body was read to its end. */
	@Override
	public void close() {
		subscribe();
		this.subscription.thenAccept(Flow.Subscription::cancel);
	}

	private void subscribe() {
		if (!this.subscribed) {
			this.subscribed = true;
			this.publisher.subscribe(this);
		}
	}

	private record Signal(List<ByteBuffer> buffers, @Nullable Throwable error) {

		boolean isEnd() {
			return this.error == null && this.buffers.isEmpty();
		}

	}

}
