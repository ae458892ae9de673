package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import okhttp3.Call;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Pipe;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, received on a thread of its own. Its reader can so leave at
 * any moment, also while it waits, and what is left can be received without a reader.
 */
final class ServerAnswer {

	/** What may wait for a slow reader; beyond it, the server waits. */
	private static final long BUFFER_BYTES = 64 * 1024;

	private static final long READ_BYTES = 8 * 1024;

	private final Call call;

	private final Exchange exchange;

	private final CompletableFuture<Response> head = new CompletableFuture<>();

	private final Pipe pipe = new Pipe(BUFFER_BYTES);

	private volatile @Nullable IOException failure;

	private volatile boolean unsent;

	ServerAnswer(Call call, Exchange exchange) {
		this.call = call;
		this.exchange = exchange;
	}

	/**
	 * Receives all of it. Blocks until the server has ended it, or was silent. Whatever
	 * ends this thread, the caller and the server's slot are free then.
	 */
	void receive() {
		IOException broken = new IOException("The answer could not be read");
		try {
			broken = received();
		}
		finally {
			this.failure = broken;
			this.exchange.answerEnded();
			end(broken);
		}
	}

	private @Nullable IOException received() {
		try (Response response = this.call.execute()) {
			this.head.complete(response);
			ResponseBody body = response.body();
			if (body != null) {
				read(body.source());
			}
			return null;
		}
		catch (IOException ex) {
			IOException broken = this.exchange.explained(ex);
			this.unsent = ex instanceof ConnectException;
			return broken;
		}
		catch (RuntimeException ex) {
			return new IOException("The answer could not be read: " + ex, ex);
		}
	}

	private void read(Source server) throws IOException {
		Buffer arrived = new Buffer();
		while (server.read(arrived, READ_BYTES) >= 0) {
			try {
				this.pipe.sink().write(arrived, arrived.size());
			}
			catch (IOException ex) {
				// Nobody reads it any more.
				arrived.clear();
			}
		}
	}

	private void end(@Nullable IOException broken) {
		if (broken != null) {
			this.head.completeExceptionally(broken);
		}
		try {
			this.pipe.sink().close();
		}
		catch (IOException ex) {
			// As above.
		}
	}

	/**
	 * Waits for its beginning.
	 * @return the response, whose body may be read as it arrives
	 */
	Response response() throws IOException {
		try {
			Response begun = this.head.get();
			ResponseBody body = ResponseBody.create(Okio.buffer(new Arriving(this.pipe.source())),
					(begun.body() != null) ? begun.body().contentType() : null, -1);
			return begun.newBuilder().removeHeader("Content-Length").body(body).build();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IOException io) ? io : new IOException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted");
		}
	}

	/** Releases the reader at once; the rest is received for nobody. */
	void abandon() {
		this.head.completeExceptionally(new TransportException(ShimmyErrorCode.NOT_RUNNING, "The caller has gone"));
		this.pipe.cancel();
	}

	/** Closes the connection. */
	void cancel() {
		this.call.cancel();
	}

	/** Why the connection broke, or null if it did not. */
	@Nullable IOException failure() {
		return this.failure;
	}

	/** Whether there was no connection at all. */
	boolean isUnsent() {
		return this.unsent;
	}

	/** Ends as the connection does, and not as if all were well. */
	private final class Arriving extends ForwardingSource {

		Arriving(Source pipe) {
			super(pipe);
		}

		@Override
		public long read(Buffer sink, long byteCount) throws IOException {
			long read = super.read(sink, byteCount);
			IOException broken = ServerAnswer.this.failure;
			if (read < 0 && broken != null) {
				throw broken;
			}
			return read;
		}

	}

}
