package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpRequestBody;
import com.openai.core.http.HttpResponse;
import io.github.shimmy4j.capability.TokenDelivery;
import io.github.shimmy4j.concurrent.Waits;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.tool.EmulatedTools;
import io.github.shimmy4j.protocol.tool.ToolRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.PatienceRule;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * The open exchanges, and the HTTP client that sends their requests and delivers their
 * answers to OpenAI's client library. The library passes nothing but the request from the
 * chat model to the transport, so a header of the request identifies its exchange.
 */
public final class Exchanges {

	/** Removed before the request is sent. */
	static final String HEADER = "X-Shimmy4j-Exchange";

	private final Map<String, Exchange> open = new ConcurrentHashMap<>();

	/**
	 * Opens an exchange.
	 * @param admission grants the server
	 * @param deadline latest time of the grant, in nanoseconds of {@link System#nanoTime}
	 * @return the exchange, to be closed in any case
	 */
	public Open open(Admission admission, long deadline) {
		Open opened = new Open(UUID.randomUUID().toString(), admission.open(deadline));
		this.open.put(opened.id, opened.exchange);
		return opened;
	}

	/**
	 * Makes the HTTP client under OpenAI's client library.
	 * @param wire the connections to servers
	 * @param patience limits the silence of a server
	 */
	Client client(Wire wire, PatienceRule patience) {
		return new Client(wire, patience);
	}

	/** An exchange with an id, by which its request is recognised. */
	public final class Open implements AutoCloseable {

		private final String id;

		private final Exchange exchange;

		private Open(String id, Exchange exchange) {
			this.id = id;
			this.exchange = exchange;
		}

		public Exchange exchange() {
			return this.exchange;
		}

		/** Adds the header to a prompt with OpenAI options. */
		public Prompt prompt(Prompt checked) {
			if (!(checked.getOptions() instanceof OpenAiChatOptions options)) {
				throw new IllegalStateException("a checked prompt has OpenAI options");
			}
			Map<String, String> headers = new HashMap<>();
			if (options.getCustomHeaders() != null) {
				headers.putAll(options.getCustomHeaders());
			}
			headers.put(HEADER, this.id);
			return new Prompt(checked.getInstructions(), options.mutate().customHeaders(headers).build());
		}

		/** Lets the caller go at once; idempotent. */
		@Override
		public void close() {
			Exchanges.this.open.remove(this.id);
			this.exchange.close();
		}

	}

	/**
	 * The HTTP client under OpenAI's client library. It ignores the address of a request
	 * and sends it to the server of its exchange, with that server's key and id of the
	 * model. Whether the answer is streamed depends on the server alone: if its tokens
	 * arrive one by one it streams, so that silence can be noticed; if they arrive in one
	 * burst it answers whole, so that a failure has a status. The caller gets the form
	 * that it asked for. A request with tools is rewritten for a server that can only
	 * follow a JSON schema.
	 */
	final class Client implements HttpClient {

		private final Wire wire;

		private final PatienceRule patience;

		private Client(Wire wire, PatienceRule patience) {
			this.wire = wire;
			this.patience = patience;
		}

		@Override
		public HttpResponse execute(HttpRequest request, RequestOptions options) {
			return Waits.forResult(send(request), "answer");
		}

		@Override
		public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
			try {
				return send(request);
			}
			catch (ShimmyException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		private CompletableFuture<HttpResponse> send(HttpRequest request) {
			String id = request.headers().values(HEADER).stream().findFirst().orElse("");
			Exchange exchange = Exchanges.this.open.get(id);
			if (exchange == null) {
				throw new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The caller has gone");
			}
			ServerEndpoint endpoint = exchange.endpoint();
			ToolRequest prepared = ToolRequest.of(CompletionRequest.parse(bytes(request.body())),
					endpoint.capabilities(), EmulatedTools.RANDOM_IDS);
			CompletionRequest body = prepared.request();
			boolean stream = endpoint.capabilities().delivery() == TokenDelivery.INCREMENTAL;
			ModelName model = new ModelName(endpoint.wireModel(), body.model());
			AnswerForm form = new AnswerForm(id, model, body.isStream(), prepared.translation());
			AnswerIntake intake = new AnswerIntake(exchange, form, this.patience, body.promptBytes(), System::nanoTime);
			return this.wire.send(request.headers(), endpoint, body.with(endpoint.wireModel(), stream), intake,
					exchange);
		}

		private static byte[] bytes(HttpRequestBody body) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			body.writeTo(bytes);
			return bytes.toByteArray();
		}

		/** Does nothing: {@link ChatTransport} closes the connections. */
		@Override
		public void close() {
		}

	}

	/** The answer as the client library sees it. */
	static final class Delivered implements HttpResponse {

		private final int status;

		private final Headers headers;

		private final AnswerBody body;

		Delivered(int status, Headers headers, AnswerBody body) {
			this.status = status;
			this.headers = headers;
			this.body = body;
		}

		@Override
		public int statusCode() {
			return this.status;
		}

		@Override
		public Headers headers() {
			return this.headers;
		}

		@Override
		public InputStream body() {
			return this.body;
		}

		@Override
		public void close() {
			this.body.close();
		}

	}

	/**
	 * A buffer between the thread that receives an answer and the thread that reads it.
	 * If the answer fails, the reader gets the failure and not an ordinary end of the
	 * stream.
	 */
	static final class AnswerBody extends InputStream {

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

}
