package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.AnswerWriter;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.AnswerReader;
import io.github.shimmy4j.protocol.openai.AnswerTranslation;

/**
 * An answer as the model writes it. Each call waits for the next piece, at most as long
 * as the daemon may be silent. Closing it before its end, which any thread may do, ends
 * the generation. Both {@link #hasNext()} and {@link #next()} fail with SIDECAR_LOST if
 * the daemon is lost, GENERATION_TIMEOUT if it is silent, ANSWER_TRUNCATED if the answer
 * breaks off, and the daemon's own error otherwise; and with
 * {@link java.util.concurrent.CancellationException} once it was closed.
 */
public final class AnswerStream implements Iterator<Delta>, AutoCloseable {

	/** The thing that a caller awaits, for {@link DaemonStart#interrupted}. */
	static final String ANSWER = "an answer of the daemon";

	private final Exchange exchange;

	private final Queue<Delta> pieces = new ArrayDeque<>();

	private final AnswerReader reader;

	private final Runnable whenClosed;

	private boolean ended;

	AnswerStream(Exchange exchange, String id, ModelName model, Runnable whenClosed) {
		this.exchange = exchange;
		this.reader = new AnswerReader(new AnswerForm(id, model, new Pieces(), AnswerTranslation.NONE));
		this.whenClosed = whenClosed;
	}

	@Override
	public boolean hasNext() {
		while (this.pieces.isEmpty() && !this.ended) {
			readOn();
		}
		return !this.pieces.isEmpty();
	}

	@Override
	public Delta next() {
		if (!hasNext()) {
			throw new NoSuchElementException("the answer has ended");
		}
		return this.pieces.remove();
	}

	private void readOn() {
		try {
			this.ended = !read(this.exchange, this.reader);
		}
		catch (ShimmyException ex) {
			this.ended = true;
			close();
			throw ex;
		}
		if (this.ended) {
			close();
		}
	}

	/** Reads what arrives next; false after the end. */
	static boolean read(Exchange exchange, AnswerReader reader) {
		try {
			ByteBuffer bytes = exchange.next();
			if (bytes == null) {
				reader.end();
				return false;
			}
			reader.read(bytes);
			return true;
		}
		catch (IOException ex) {
			throw lost(exchange.daemon(), "in mid-answer", ex);
		}
		catch (InterruptedException ex) {
			throw DaemonStart.interrupted(ANSWER, ex);
		}
	}

	/** The failure of a request that was sent and not answered. */
	static ShimmyException lost(DaemonRecord daemon, String when, IOException cause) {
		return (cause instanceof HttpTimeoutException)
				? new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT,
						"The %s was silent %s: %s".formatted(daemon, when, cause.getMessage()), cause)
				: new ShimmyException(ShimmyErrorCode.SIDECAR_LOST,
						"The connection to the %s broke %s: %s".formatted(daemon, when, cause.getMessage()), cause);
	}

	/** Ends the answer, if it has not ended; idempotent. */
	@Override
	public void close() {
		this.exchange.close();
		this.whenClosed.run();
	}

	/** Collects the pieces. */
	private final class Pieces implements AnswerWriter {

		@Override
		public String contentType() {
			return "";
		}

		@Override
		public String delta(Delta delta) {
			AnswerStream.this.pieces.add(delta);
			return "";
		}

		@Override
		public String end() {
			return "";
		}

	}

}
