package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * A buffer between the thread that receives an answer and the thread that reads it. If
 * the answer fails, the reader gets the failure and not an ordinary end of the stream.
 */
final class AnswerBody extends InputStream {

	/** When so much waits for a slow reader, nothing more is received. */
	private static final int BUFFER_BYTES = 64 * 1024;

	private final Deque<byte[]> parts = new ArrayDeque<>();

	private int waiting;

	/** Bytes of the first part that have been read. */
	private int read;

	private boolean ended;

	private boolean abandoned;

	private @Nullable Throwable failure;

	/** Blocks while the buffer is full, unless it is empty or the reader has left. */
	synchronized void put(byte[] part) throws InterruptedIOException {
		while (this.waiting > 0 && this.waiting + part.length > BUFFER_BYTES && !this.abandoned) {
			await();
		}
		if (!this.abandoned) {
			this.parts.add(part);
			this.waiting += part.length;
			notifyAll();
		}
	}

	/** Ends the stream, with a failure if there is one. Idempotent. */
	synchronized void end(@Nullable Throwable failure) {
		if (!this.ended) {
			this.ended = true;
			this.failure = failure;
			notifyAll();
		}
	}

	/** Ends a waiting read at once; what is put from now on is discarded. */
	@Override
	public synchronized void close() {
		this.abandoned = true;
		this.parts.clear();
		this.waiting = 0;
		notifyAll();
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
		while (this.parts.isEmpty() && !this.ended && !this.abandoned) {
			await();
		}
		byte[] part = this.parts.peek();
		if (part == null) {
			if (this.abandoned) {
				throw new IOException("The answer is not read any more");
			}
			if (this.failure != null) {
				throw new IOException(this.failure.getMessage(), this.failure);
			}
			return -1;
		}
		int taken = Math.min(length, part.length - this.read);
		System.arraycopy(part, this.read, bytes, offset, taken);
		this.read += taken;
		this.waiting -= taken;
		if (this.read == part.length) {
			this.parts.remove();
			this.read = 0;
		}
		notifyAll();
		return taken;
	}

	/** Java's stream decoder reads only so much at a time without blocking. */
	@Override
	public synchronized int available() {
		return this.waiting;
	}

	private void await() throws InterruptedIOException {
		try {
			wait();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted");
		}
	}

}
