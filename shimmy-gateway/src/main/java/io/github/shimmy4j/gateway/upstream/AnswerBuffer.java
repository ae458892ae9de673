package io.github.shimmy4j.gateway.upstream;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;

/**
 * The part of an answer that its client has not taken yet. It separates the two sides: a
 * server finishes with an answer of up to {@link #LIMIT_BYTES} whatever its reader does.
 * One thread at a time puts; one subscriber takes.
 */
final class AnswerBuffer {

	/** A long answer of a chat: 200,000 tokens. */
	static final long LIMIT_BYTES = 1024 * 1024;

	private final Sinks.Many<byte[]> parts = Sinks.many().unicast().onBackpressureBuffer(new ConcurrentLinkedQueue<>());

	private final AtomicLong waiting = new AtomicLong();

	private final Runnable onRoom;

	/**
	 * An empty buffer.
	 * @param onRoom called each time that a full buffer has room again, on the reader's
	 * thread
	 */
	AnswerBuffer(Runnable onRoom) {
		this.onRoom = onRoom;
	}

	/** Adds a part; false if the reader has left. */
	boolean put(byte[] part) {
		this.waiting.addAndGet(part.length);
		return this.parts.tryEmitNext(part) == EmitResult.OK;
	}

	/** Whether nothing more should be put for now. */
	boolean isFull() {
		return this.waiting.get() >= LIMIT_BYTES;
	}

	/** Ends the answer, with a failure if there is one. Idempotent. */
	void end(@Nullable Throwable failure) {
		if (failure != null) {
			this.parts.tryEmitError(failure);
		}
		else {
			this.parts.tryEmitComplete();
		}
	}

	/** The parts in their order, for one subscriber. */
	Flux<byte[]> parts() {
		return this.parts.asFlux().doOnNext((part) -> {
			long before = this.waiting.getAndAdd(-part.length);
			if (before >= LIMIT_BYTES && before - part.length < LIMIT_BYTES) {
				this.onRoom.run();
			}
		});
	}

}
