package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/**
 * One request by HTTP and its answer. A thread of its own reads ahead, so that the
 * network is not idle while bytes are digested and written, and so that whoever waits for
 * the next bytes can be interrupted. Java's older client: the newer one hands each 16 KiB
 * from thread to thread, and was a third as fast.
 */
final class WebExchange implements AutoCloseable {

	private static final int BUFFERS = 8;

	private static final int BUFFER_BYTES = 1 << 18;

	private static final int FIRST_ERROR = 400;

	/** How newer releases of Java's client say that a connection was cut. */
	private static final String CUT = "Premature EOF";

	private final String method;

	private final URI address;

	private final WebLimits limits;

	private final CompletableFuture<Head> head = new CompletableFuture<>();

	/** Filled buffers, at the end an empty one or a failure. */
	private final BlockingQueue<Part> filled = new LinkedBlockingQueue<>();

	private final BlockingQueue<ByteBuffer> free = new LinkedBlockingQueue<>();

	private @Nullable ByteBuffer current;

	private boolean ended;

	private volatile boolean closed;

	private WebExchange(String method, URI address, WebLimits limits) {
		this.method = method;
		this.address = address;
		this.limits = limits;
		for (int each = 0; each < BUFFERS; each++) {
			this.free.add(ByteBuffer.allocate(BUFFER_BYTES));
		}
	}

	/**
	 * Sends a request.
	 * @param method HTTP method
	 * @param address what to ask for
	 * @param headers its headers
	 * @param proxy which way
	 * @param limits how long the server may take
	 */
	static WebExchange begin(String method, URI address, Map<String, String> headers, Proxy proxy, WebLimits limits) {
		WebExchange exchange = new WebExchange(method, address, limits);
		Threads.daemon("shimmy-transfer", () -> exchange.run(headers, proxy)).start();
		return exchange;
	}

	private void run(Map<String, String> headers, Proxy proxy) {
		try {
			HttpURLConnection connection = (HttpURLConnection) this.address.toURL().openConnection(proxy);
			try {
				connection.setRequestMethod(this.method);
				connection.setInstanceFollowRedirects(false);
				connection.setUseCaches(false);
				connection.setConnectTimeout(Math.toIntExact(this.limits.connect().toMillis()));
				connection.setReadTimeout(Math.toIntExact(this.limits.read().toMillis()));
				connection.setRequestProperty("Accept", "*/*");
				headers.forEach(connection::setRequestProperty);
				int status = connection.getResponseCode();
				this.head.complete(Head.of(status, connection.getHeaderFields()));
				read((status < FIRST_ERROR) ? connection.getInputStream() : connection.getErrorStream(),
						this.method.equals("HEAD") ? -1 : connection.getContentLengthLong());
			}
			finally {
				connection.disconnect();
			}
		}
		catch (IOException | RuntimeException ex) {
			IOException failure = (ex instanceof IOException io) ? io : new IOException(ex.toString(), ex);
			this.head.completeExceptionally(failure);
			this.filled.add(new Part(null, failure));
		}
		catch (InterruptedException ex) {
			// Nobody wants the rest.
			this.head.cancel(false);
		}
	}

	private void read(@Nullable InputStream body, long announced) throws IOException, InterruptedException {
		long received = 0;
		if (body != null) {
			for (int read = 0; read >= 0 && !this.closed;) {
				ByteBuffer buffer = this.free.take().clear();
				read = this.closed ? -1 : read(body, buffer.array(), announced >= 0);
				received += Math.max(read, 0);
				if (read > 0) {
					this.filled.add(new Part(buffer.limit(read), null));
				}
				else {
					this.free.add(buffer);
				}
			}
		}
		this.filled.add(new Part(null,
				(body != null && received < announced) ? new IOException(
						"the connection ended after %,d of %,d bytes of the answer".formatted(received, announced))
						: null));
	}

	/**
	 * Reads on. Where a connection is cut before the announced length, older releases of
	 * Java report the end and newer ones throw: both are the end here, and the count
	 * tells.
	 */
	private static int read(InputStream body, byte[] bytes, boolean announced) throws IOException {
		try {
			return body.read(bytes);
		}
		catch (IOException ex) {
			if (announced && CUT.equals(ex.getMessage())) {
				return -1;
			}
			throw ex;
		}
	}

	URI address() {
		return this.address;
	}

	/** The address for messages: storage hosts are pointed to with a signature. */
	String shown() {
		return ShownAddress.of(this.address);
	}

	/** Waits for the answer. */
	void await() throws IOException, InterruptedException {
		long limitMillis = this.limits.answer().toMillis();
		try {
			this.head.get(limitMillis, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new TryAgainException.NoAnswer(
					"'%s' gave no answer: %s".formatted(shown(), TransferReason.of(ex.getCause())), ex);
		}
		catch (TimeoutException ex) {
			throw new TryAgainException.NoAnswer("'%s' did not answer within %d ms".formatted(shown(), limitMillis),
					ex);
		}
	}

	int status() {
		return this.head.join().status();
	}

	/** A header of the answer; empty if it has none of that name. */
	String header(String name) {
		return this.head.join().headers().getOrDefault(name, "").strip();
	}

	OptionalLong length() {
		String length = header("Content-Length");
		return length.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(length)) : OptionalLong.empty();
	}

	/** The body, to be read once, as long as it arrives. */
	SteadyBody body() {
		return new SteadyBody(this, this.limits);
	}

	/** The next bytes, until the next call; null at the end. */
	@Nullable ByteBuffer next(Duration timeout) throws IOException, InterruptedException, TimeoutException {
		if (this.current != null) {
			this.free.add(this.current);
			this.current = null;
		}
		Part part = this.ended ? new Part(null, null) : this.filled.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
		if (part == null) {
			throw new TimeoutException("no byte within %d ms".formatted(timeout.toMillis()));
		}
		if (part.failure() != null) {
			throw new IOException(part.failure().getMessage(), part.failure());
		}
		this.ended = part.buffer() == null;
		this.current = part.buffer();
		return this.current;
	}

	/** Drops what has not been read. */
	@Override
	public void close() {
		this.closed = true;
		// It may wait for a buffer; a read that is blocked ends at its own limit.
		this.free.add(ByteBuffer.allocate(BUFFER_BYTES));
	}

	/**
	 * Bytes, or, without any, the end.
	 *
	 * @param buffer the bytes
	 * @param failure why it ended, if not because it was whole
	 */
	private record Part(@Nullable ByteBuffer buffer, @Nullable IOException failure) {
	}

	/**
	 * What precedes the body.
	 *
	 * @param status HTTP status
	 * @param headers first value of each header
	 */
	private record Head(int status, Map<String, String> headers) {

		static Head of(int status, Map<String, List<String>> fields) {
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			fields.forEach((name, values) -> {
				if (name != null && !values.isEmpty()) {
					headers.put(name, values.get(values.size() - 1));
				}
			});
			return new Head(status, headers);
		}

	}

}
