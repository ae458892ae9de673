package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponse;
import io.github.shimmy4j.autoconfigure.chat.transport.Exchanges.AnswerBody;
import io.github.shimmy4j.autoconfigure.chat.transport.Exchanges.Delivered;
import io.github.shimmy4j.autoconfigure.report.SilenceReport;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.SentRequest;
import io.github.shimmy4j.sidecar.use.PatienceRule.SilenceLimit;
import okhttp3.Call;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.AsyncTimeout;
import okio.Buffer;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, received on a thread of its own. So the reader can leave at
 * any time, also while it waits, and the rest of the answer is still received.
 */
final class ServerAnswer implements SentRequest {

	private static final long READ_BYTES = 8 * 1024;

	/** Longest body that is read of an answer with an error status. */
	private static final long MAX_ERROR_BYTES = 64 * 1024;

	private final Call call;

	private final AnswerIntake intake;

	private final SilenceTimer silence;

	private final Exchange exchange;

	private final CompletableFuture<HttpResponse> begun = new CompletableFuture<>();

	private final AnswerBody body = new AnswerBody();

	private volatile @Nullable ShimmyException failure;

	private volatile boolean unsent;

	ServerAnswer(Call call, AnswerIntake intake, Exchange exchange, LongSupplier nanoTime) {
		this.call = call;
		this.intake = intake;
		this.silence = new SilenceTimer(call, intake.silence(), nanoTime);
		this.exchange = exchange;
	}

	/**
	 * Sends the request and receives the answer. Blocks until the server ends it or is
	 * silent for too long. The caller and the server's slot are released in any case.
	 */
	void receive() {
		ShimmyException broken = ofConnection(new IOException("The answer could not be read"));
		try {
			broken = received();
		}
		finally {
			this.failure = broken;
			this.exchange.answerEnded();
			end(broken);
		}
	}

	private @Nullable ShimmyException received() {
		try {
			this.intake.sending();
			try (Response response = this.silence.during(this.call::execute)) {
				ResponseBody body = response.body();
				if (response.isSuccessful()) {
					readAnswer(response, body.source());
				}
				else {
					readError(response, body.source());
				}
			}
			return this.failure;
		}
		catch (IOException ex) {
			if (this.failure != null || this.intake.isWhole()) {
				return this.failure;
			}
			ShimmyException broken = this.exchange.explained(ofConnection(ex)).join();
			this.unsent = ex instanceof ConnectException;
			return broken;
		}
		catch (RuntimeException ex) {
			return ofConnection(new IOException("The answer could not be read: " + ex, ex));
		}
	}

	/** Finds the code and the message of a broken connection. */
	static ShimmyException ofConnection(IOException io) {
		if (io.getCause() instanceof ShimmyException known) {
			return known;
		}
		if (io instanceof SilenceException) {
			return new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT, String.valueOf(io.getMessage()), io);
		}
		if (io instanceof SocketTimeoutException || io instanceof ConnectException) {
			return new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server cannot be reached: " + io.getMessage(),
					io);
		}
		if (io instanceof InterruptedIOException) {
			return new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the answer was interrupted", io);
		}
		if (io instanceof EOFException) {
			return new ShimmyException(ShimmyErrorCode.ANSWER_TRUNCATED,
					"The server closed the connection in mid-answer", io);
		}
		return new ShimmyException(ShimmyErrorCode.SIDECAR_LOST,
				"The connection to the server broke: " + io.getMessage(), io);
	}

	private void readAnswer(Response response, Source server) throws IOException {
		Buffer arrived = new Buffer();
		while (next(server, arrived)) {
			String text = this.intake.read(ByteBuffer.wrap(arrived.readByteArray()));
			fail(this.intake.failure());
			deliver(response, text);
		}
		String text = this.intake.end();
		fail(this.intake.failure());
		deliver(response, text);
	}

	private boolean next(Source server, Buffer arrived) throws IOException {
		return this.silence.during(() -> server.read(arrived, READ_BYTES) >= 0);
	}

	/** Tells the caller at once; the rest of the answer is received and discarded. */
	private void fail(@Nullable ShimmyException failed) {
		if (failed != null && this.failure == null) {
			this.failure = failed;
			end(failed);
		}
	}

	private void readError(Response response, Source server) throws IOException {
		Buffer body = new Buffer();
		while (body.size() < MAX_ERROR_BYTES && next(server, body)) {
			// Reads to the end, or to the limit.
			this.intake.silence().progressed();
		}
		fail(this.exchange.lossShownBy(response.code()));
		deliver(response, this.intake.error(body.readUtf8()));
	}

	/**
	 * The first part decides whether the caller gets this answer or a failure. The text
	 * is put into the body before the answer is completed, because the client library may
	 * read the body on this thread.
	 */
	private void deliver(Response response, String text) {
		if (this.failure != null || (text.isEmpty() && response.isSuccessful())) {
			return;
		}
		try {
			this.body.put(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (InterruptedIOException ex) {
			// The application is closing; there is no reader any more.
		}
		if (this.intake.isWhole() || !response.isSuccessful()) {
			// The caller need not wait for the end of the connection.
			this.body.end(null);
		}
		if (!this.begun.isDone()) {
			this.begun.complete(new Delivered(response.code(), headers(response), this.body));
		}
	}

	private Headers headers(Response response) {
		Headers.Builder copied = Headers.builder();
		response.headers().toMultimap().forEach(copied::put);
		return copied.remove("Content-Length")
			.replace("Content-Type", response.isSuccessful() ? this.intake.contentType() : "application/json")
			.build();
	}

	private void end(@Nullable ShimmyException broken) {
		this.body.end(broken);
		this.begun.completeExceptionally((broken != null) ? broken
				: new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE, "The server's answer is empty"));
	}

	/** Completes with the first part of the answer; its body is read as it arrives. */
	CompletableFuture<HttpResponse> response() {
		return this.begun;
	}

	@Override
	public void abandon() {
		this.begun.completeExceptionally(new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The caller has gone"));
		this.body.close();
	}

	@Override
	public void cancel() {
		this.call.cancel();
	}

	@Override
	public @Nullable ShimmyException failure() {
		return this.failure;
	}

	@Override
	public boolean isUnsent() {
		return this.unsent;
	}

	/**
	 * Cancels a call when the server has been silent for longer than {@link SilenceLimit}
	 * allows. OkHttp's own timeout covers the whole call, and its read timeout is fixed.
	 */
	private static final class SilenceTimer extends AsyncTimeout {

		private final Call call;

		private final SilenceLimit limit;

		private final LongSupplier nanoTime;

		SilenceTimer(Call call, SilenceLimit limit, LongSupplier nanoTime) {
			this.call = call;
			this.limit = limit;
			this.nanoTime = nanoTime;
		}

		/**
		 * Waits for the server.
		 * @param wait blocks, and throws when the call is cancelled
		 * @throws SilenceException if the server was silent for too long
		 */
		<T> T during(Wait<T> wait) throws IOException {
			long began = this.nanoTime.getAsLong();
			timeout(this.limit.leftNanos(), TimeUnit.NANOSECONDS);
			enter();
			T arrived;
			try {
				arrived = wait.await();
			}
			catch (IOException ex) {
				throw exit() ? newTimeoutException(ex) : ex;
			}
			catch (RuntimeException | Error ex) {
				exit();
				throw ex;
			}
			if (exit()) {
				throw newTimeoutException(null);
			}
			this.limit.waited(this.nanoTime.getAsLong() - began);
			return arrived;
		}

		@Override
		protected void timedOut() {
			this.call.cancel();
		}

		@Override
		protected IOException newTimeoutException(@Nullable IOException cause) {
			SilenceException exceeded = new SilenceException(this.limit);
			if (cause != null) {
				exceeded.initCause(cause);
			}
			return exceeded;
		}

		/** Blocks until the server sends something. */
		@FunctionalInterface
		private interface Wait<T> {

			T await() throws IOException;

		}

	}

	/** A connected server was silent for too long. */
	private static final class SilenceException extends SocketTimeoutException {

		private static final long serialVersionUID = 1L;

		SilenceException(SilenceLimit limit) {
			super(SilenceReport.exceeded(limit));
		}

	}

}
