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
 * One HTTP request and its answer. A separate thread reads ahead, so that the network is
 * not idle while bytes are digested and written, and so that the caller's wait can be
 * interrupted. It uses Java's older client: the newer one was a third as fast, because it
 * passes each 16 KiB between threads.
 */
final class WebExchange implements AutoCloseable {

	private static final int BUFFERS = 8;

	private static final int BUFFER_BYTES = 1 << 18;

	private static final int FIRST_ERROR = 400;

	/** Message of newer Java releases for a connection that was cut. */
	private static final String CUT = "Premature EOF";

	private final String method;

	private final URI address;

	private final WebLimits limits;

	private final CompletableFuture<Head> head = new CompletableFuture<>();

	/** Filled buffers; the last part has none. */
	private final BlockingQueue<Part> filled = new LinkedBlockingQueue<>();

	private final BlockingQueue<ByteBuffer> free = new LinkedBlockingQueue<>();

	private @Nullable ByteBuffer current;

	private boolean ended;

	private long waitedNanos;

	private int receivedBytes;

	private volatile boolean closed;

	private WebExchange(String method, URI address, WebLimits limits) {
		this.method = method;
		this.address = address;
		this.limits = limits;
		for (int each = 0; each < BUFFERS; each++) {
			this.free.add(ByteBuffer.allocate(BUFFER_BYTES));
		}
	}

	/** Sends a request, and waits until status and headers of the answer have arrived. */
	static WebExchange send(String method, URI address, Map<String, String> headers, Proxy proxy, WebLimits limits)
			throws IOException, InterruptedException {
		WebExchange exchange = new WebExchange(method, address, limits);
		Threads.daemon("shimmy-transfer", () -> exchange.run(headers, proxy)).start();
		try {
			exchange.await();
			return exchange;
		}
		catch (IOException | InterruptedException ex) {
			exchange.close();
			throw ex;
		}
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
			// No code of ours interrupts this thread.
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
	 * Reads the next bytes. When a connection is cut before the announced length, older
	 * Java releases report the end and newer ones throw. Both are the end here: the
	 * caller compares the number of bytes.
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

	/** The address for messages, without its query, which may contain a signature. */
	String shown() {
		return ShownAddress.of(this.address);
	}

	private void await() throws IOException, InterruptedException {
		long limitMillis = this.limits.answer().toMillis();
		try {
			this.head.get(limitMillis, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new RetryableException.NoAnswer(
					"'%s' gave no answer: %s".formatted(shown(), TransferReason.of(ex.getCause())), ex);
		}
		catch (TimeoutException ex) {
			throw new RetryableException.NoAnswer("'%s' did not answer within %d ms".formatted(shown(), limitMillis),
					ex);
		}
	}

	int status() {
		return this.head.join().status();
	}

	/** A header of the answer; empty if it is missing. */
	String header(String name) {
		return this.head.join().headers().getOrDefault(name, "").strip();
	}

	/** The announced size of the body in bytes; 0 if none is announced. */
	long length() {
		String length = header("Content-Length");
		return length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
	}

	/**
	 * The next bytes of the body, valid until the next call; null at the end. Throws a
	 * TimeoutException if the server is silent or too slow. Only waits count, because the
	 * server is not to blame for the time that the caller takes.
	 */
	@Nullable ByteBuffer next() throws IOException, InterruptedException, TimeoutException {
		long begin = this.limits.nanoTime();
		ByteBuffer bytes = next(this.limits.stall());
		this.waitedNanos += this.limits.nanoTime() - begin;
		if (bytes == null) {
			return null;
		}
		this.receivedBytes += bytes.remaining();
		if (this.receivedBytes >= WebLimits.MIN_BYTES) {
			this.receivedBytes = 0;
			this.waitedNanos = 0;
		}
		else if (this.waitedNanos >= this.limits.stall().toNanos()) {
			throw new TimeoutException(
					"fewer than %,d bytes within %d ms".formatted(WebLimits.MIN_BYTES, this.limits.stall().toMillis()));
		}
		return bytes;
	}

	/** As {@link #next()}, with a limit of silence alone. */
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

	/** Discards the rest of the answer and ends the thread. */
	@Override
	public void close() {
		this.closed = true;
		// The thread may be waiting for a buffer. A blocked read ends at its own limit.
		this.free.add(ByteBuffer.allocate(BUFFER_BYTES));
	}

	/** A part of the body; without a buffer it is the end, normal or by a failure. */
	private record Part(@Nullable ByteBuffer buffer, @Nullable IOException failure) {
	}

	/** Status of the answer and the first value of each header. */
	private record Head(int status, Map<String, String> headers) {

		static Head of(int status, Map<String, List<String>> fields) {
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			fields.forEach((name, values) -> {
				// Java lists the values in reverse order.
				if (name != null && !values.isEmpty()) {
					headers.put(name, values.get(values.size() - 1));
				}
			});
			return new Head(status, headers);
		}

	}

}
