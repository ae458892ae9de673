package io.github.shimmy4j.gateway.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.shimmy4j.autoconfigure.report.SilenceReport;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.SentRequest;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The answer to one request as it arrives. It is received whether or not somebody reads
 * it, until the buffer between the two is full. All of its state is guarded by its
 * monitor: events come from the connection, from timers and from the reader.
 */
public final class UpstreamAnswer implements SentRequest {

	/** Longest body that is read of an answer with an error status. */
	private static final int MAX_ERROR_BYTES = 64 * 1024;

	private final Exchange exchange;

	private final String request;

	private final AnswerIntake intake;

	private final Duration unread;

	private final LongSupplier nanoTime;

	private final Receiver receiver = new Receiver();

	private final AnswerBuffer buffer = new AnswerBuffer(this::resume);

	private final Sinks.Empty<Void> begun = Sinks.empty();

	private final ByteArrayOutputStream errorBody = new ByteArrayOutputStream();

	private int status;

	private long sentAt;

	private long arrivedAt;

	/** When the present wait for the server began. */
	private long waitingSince;

	/** Whether nothing more is requested of the server, because the buffer is full. */
	private boolean paused;

	private boolean abandoned;

	private boolean ended;

	private final Alarm alarm = new Alarm();

	/**
	 * Read without the monitor: the exchange asks for it under a lock of its own, which
	 * this answer takes under its monitor.
	 */
	private volatile @Nullable ShimmyException failure;

	private volatile boolean unsent;

	UpstreamAnswer(Exchange exchange, String request, AnswerIntake intake, Duration unread, LongSupplier nanoTime) {
		this.exchange = exchange;
		this.request = request;
		this.intake = intake;
		this.unread = unread;
		this.nanoTime = nanoTime;
	}

	/** Completes with the first token of the answer, or fails before it. */
	public Mono<Void> begun() {
		return this.begun.asMono();
	}

	/**
	 * The parts of the answer in UTF-8, for one reader; fails where the answer breaks.
	 */
	public Flux<byte[]> parts() {
		return this.buffer.parts();
	}

	/** The tokens that the server has counted so far. */
	public synchronized Usage usage() {
		return this.intake.usage();
	}

	/** Time from sending to the first token; null if none has arrived. */
	public synchronized @Nullable Duration firstToken() {
		return this.intake.firstToken();
	}

	/** Time from sending to the last part that has arrived. */
	public synchronized Duration received() {
		return Duration.ofNanos(this.arrivedAt - this.sentAt);
	}

	void receive(Flux<ByteBuf> arriving) {
		synchronized (this) {
			this.sentAt = this.nanoTime.getAsLong();
			this.arrivedAt = this.sentAt;
		}
		this.intake.sending();
		arriving.subscribe(this.receiver);
	}

	/** The response has begun. */
	Flux<ByteBuf> content(int status, Flux<ByteBuf> content) {
		synchronized (this) {
			this.status = status;
		}
		return content;
	}

	private boolean isSuccessful() {
		return this.status >= 200 && this.status < 300;
	}

	private synchronized void await() {
		this.waitingSince = this.nanoTime.getAsLong();
		this.alarm.set(this.intake.silence().leftNanos(), this::checkSilence);
	}

	private synchronized void checkSilence() {
		if (this.ended || this.paused) {
			return;
		}
		long waited = this.nanoTime.getAsLong() - this.waitingSince;
		long left = this.intake.silence().leftNanos() - waited;
		if (left > 0) {
			this.alarm.set(left, this::checkSilence);
			return;
		}
		this.receiver.cancel();
		end(new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT, SilenceReport.exceeded(this.intake.silence())));
	}

	private synchronized void arrived(ByteBuf bytes) {
		if (this.ended) {
			return;
		}
		long now = this.nanoTime.getAsLong();
		this.intake.silence().waited(now - this.waitingSince);
		this.waitingSince = now;
		this.arrivedAt = now;
		if (isSuccessful()) {
			String text = this.intake.read(bytes.nioBuffer());
			fail(this.intake.failure());
			deliver(text);
		}
		else {
			byte[] part = new byte[Math.min(bytes.readableBytes(), MAX_ERROR_BYTES - this.errorBody.size())];
			bytes.readBytes(part);
			this.errorBody.writeBytes(part);
			this.intake.silence().progressed();
		}
		if (this.buffer.isFull() && !this.abandoned) {
			pause();
		}
		else {
			this.receiver.request(1);
		}
	}

	private void pause() {
		this.paused = true;
		this.alarm.set(this.unread.toNanos(), this::giveUp);
	}

	private void giveUp() {
		synchronized (this) {
			if (!this.paused || this.ended) {
				return;
			}
			fail(new UnreadAnswerException(this.unread));
		}
		// Its generation is cancelled where the server can.
		this.exchange.close();
	}

	private void resume() {
		synchronized (this) {
			if (!this.paused || this.ended) {
				return;
			}
			this.paused = false;
			await();
		}
		this.receiver.request(1);
	}

	/** Tells the reader at once; the rest of the answer is received and discarded. */
	private void fail(@Nullable ShimmyException failed) {
		if (failed != null && this.failure == null) {
			this.failure = failed;
			tell(failed);
		}
	}

	private void tell(ShimmyException failed) {
		this.buffer.end(failed);
		this.begun.tryEmitError(failed);
	}

	private void deliver(String text) {
		if (this.failure == null && !text.isEmpty() && !this.abandoned) {
			this.buffer.put(text.getBytes(StandardCharsets.UTF_8));
			// Servers send the role before they know whether they can answer.
			if (this.intake.firstToken() != null || this.intake.isWhole()) {
				this.begun.tryEmitEmpty();
			}
		}
		if (this.failure == null && this.intake.isWhole()) {
			// The reader need not wait for the end of the connection.
			this.buffer.end(null);
		}
	}

	private synchronized void completed() {
		if (this.ended) {
			return;
		}
		if (isSuccessful()) {
			String text = this.intake.end();
			fail(this.intake.failure());
			deliver(text);
		}
		else {
			ShimmyException lost = this.exchange.lossShownBy(this.status);
			fail((lost != null) ? lost : new ServerRefusalException(this.status,
					this.intake.error(this.errorBody.toString(StandardCharsets.UTF_8)), this.request));
		}
		end(this.failure);
	}

	private void broken(Throwable thrown) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			if (this.failure != null || this.intake.isWhole()) {
				end(this.failure);
				return;
			}
			this.alarm.cancel();
		}
		this.exchange.explained(Upstream.failureOf(thrown)).whenComplete((explained, ignored) -> {
			this.unsent = Upstream.isUnsent(thrown);
			end(explained);
		});
	}

	private synchronized void end(@Nullable ShimmyException broken) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.alarm.cancel();
		this.failure = (this.failure != null) ? this.failure : broken;
		this.exchange.answerEnded();
		if (this.abandoned) {
			// Nobody listens any more.
			return;
		}
		if (broken != null) {
			tell(broken);
		}
		else {
			this.buffer.end(null);
			this.begun.tryEmitEmpty();
		}
	}

	@Override
	public synchronized void abandon() {
		this.abandoned = true;
		if (this.paused && !this.ended) {
			this.paused = false;
			await();
			this.receiver.request(1);
		}
	}

	@Override
	public void cancel() {
		this.receiver.cancel();
		end(new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The caller has gone"));
	}

	@Override
	public @Nullable ShimmyException failure() {
		return this.failure;
	}

	@Override
	public boolean isUnsent() {
		return this.unsent;
	}

	/** Receives one buffer at a time, so that the server is slowed by a slow reader. */
	private final class Receiver extends BaseSubscriber<ByteBuf> {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			await();
			request(1);
		}

		@Override
		protected void hookOnNext(ByteBuf bytes) {
			arrived(bytes);
		}

		@Override
		protected void hookOnComplete() {
			completed();
		}

		@Override
		protected void hookOnError(Throwable thrown) {
			broken(thrown);
		}

	}

}
