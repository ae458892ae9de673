package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerReader;
import io.github.shimmy4j.protocol.openai.ServerError;
import okhttp3.Call;
import okhttp3.MediaType;
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
 * any moment, also while it waits, and what is left can be received without a reader. An
 * answer that cannot be understood fails at once, and the rest of it is received for
 * nobody.
 */
final class ServerAnswer {

	/** What may wait for a slow reader; beyond it, the server waits. */
	private static final long BUFFER_BYTES = 64 * 1024;

	private static final long READ_BYTES = 8 * 1024;

	/** Of what a server says with a bad status. */
	private static final long MAX_ERROR_BYTES = 64 * 1024;

	private final Call call;

	private final AskedAnswer asked;

	private final Silence silence;

	private final LongSupplier nanoTime;

	private final Exchange exchange;

	private final CompletableFuture<Response> head = new CompletableFuture<>();

	private final Pipe pipe = new Pipe(BUFFER_BYTES);

	private volatile @Nullable IOException failure;

	private volatile boolean unsent;

	/** Null until it is there. */
	private @Nullable Duration firstToken;

	/**
	 * Whether the answer came to its good end: what the connection does then is nothing.
	 */
	private boolean whole;

	ServerAnswer(Call call, AskedAnswer asked, Exchange exchange, LongSupplier nanoTime) {
		this.call = call;
		this.asked = asked;
		this.silence = new Silence(call, asked.patience(), nanoTime);
		this.nanoTime = nanoTime;
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
		try {
			long sent = this.nanoTime.getAsLong();
			this.exchange.reading(this.asked.patience().firstToken());
			try (Response response = this.silence.during(this.call::execute)) {
				this.head.complete(response);
				ResponseBody body = response.body();
				if (response.isSuccessful()) {
					readAnswer(body.source(), sent);
				}
				else {
					readError(body.source());
				}
			}
			return this.failure;
		}
		catch (IOException ex) {
			IOException earlier = this.failure;
			if (earlier != null || this.whole) {
				return earlier;
			}
			IOException broken = this.exchange.explained(ex);
			this.unsent = ex instanceof ConnectException;
			return broken;
		}
		catch (RuntimeException ex) {
			return new IOException("The answer could not be read: " + ex, ex);
		}
	}

	private void readAnswer(Source server, long sent) throws IOException {
		AnswerReader reader = new AnswerReader(this.asked.form());
		Buffer arrived = new Buffer();
		while (next(server, arrived)) {
			ByteBuffer bytes = ByteBuffer.wrap(arrived.readByteArray());
			understand(() -> reader.read(bytes));
			tellProgress(reader, sent);
			deliver(this.asked.form().take());
			if (reader.takeDone()) {
				this.whole = true;
				learn(reader);
				// The caller need not wait until the server ends the connection as well.
				this.pipe.sink().close();
			}
		}
		understand(reader::end);
		deliver(this.asked.form().take());
		if (reader.takeDone()) {
			learn(reader);
		}
	}

	private void tellProgress(AnswerReader reader, long sent) {
		boolean grew = reader.takeGrowth();
		if (reader.takeProgress()) {
			this.silence.progressed();
			if (this.firstToken == null && !grew) {
				this.exchange.reading(this.asked.patience().firstToken());
			}
		}
		if (grew) {
			if (this.firstToken == null) {
				this.firstToken = Duration.ofNanos(this.nanoTime.getAsLong() - sent);
				this.silence.tokensBegan();
			}
			this.exchange.progressed();
		}
	}

	private void learn(AnswerReader reader) {
		if (this.firstToken != null) {
			this.asked.learn(reader.usage(), this.firstToken);
		}
	}

	private boolean next(Source server, Buffer arrived) throws IOException {
		return this.silence.during(() -> server.read(arrived, READ_BYTES) >= 0);
	}

	/** Nothing is read after the end, or after something that was not understood. */
	private void understand(Runnable step) {
		if (this.failure != null || this.whole) {
			return;
		}
		try {
			step.run();
		}
		catch (ShimmyException ex) {
			TransportException broken = new TransportException(ex);
			this.failure = broken;
			end(broken);
		}
	}

	private void readError(Source server) throws IOException {
		Buffer body = new Buffer();
		while (body.size() < MAX_ERROR_BYTES && next(server, body)) {
			// Until it is all there, or enough.
			this.silence.progressed();
		}
		deliver(this.asked.form().model().shownIn(ServerError.body(body.readUtf8())));
	}

	private void deliver(String text) {
		try {
			if (this.failure == null && !text.isEmpty()) {
				Buffer out = new Buffer().writeUtf8(text);
				this.pipe.sink().write(out, out.size());
			}
		}
		catch (IOException ex) {
			// Nobody reads it any more.
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
			String contentType = begun.isSuccessful() ? this.asked.form().contentType() : "application/json";
			ResponseBody body = ResponseBody.create(Okio.buffer(new Arriving(this.pipe.source())),
					MediaType.get(contentType), -1);
			return begun.newBuilder()
				.removeHeader("Content-Length")
				.header("Content-Type", contentType)
				.body(body)
				.build();
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
