package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okio.BufferedSink;

/** A real HTTP server in place of Hugging Face or of any other server. */
public final class FakeHub implements AutoCloseable {

	/** Kept, because its level is lost with it. It logs each connection that is cut. */
	private static final Logger logger = Logger.getLogger(MockWebServer.class.getName());

	private final MockWebServer server = new MockWebServer();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<String> ranges = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private FakeHub(Answer answer) {
		this.server.setDispatcher(new Dispatcher() {

			@Override
			public MockResponse dispatch(RecordedRequest request) {
				FakeHub.this.requests.add(request.getTarget());
				String range = request.getHeaders().get("Range");
				FakeHub.this.ranges.add((range != null) ? range : "all");
				return answer.to(request, FakeHub.this.closed).build();
			}

		});
	}

	public static FakeHub start(Answer answer) throws IOException {
		logger.setLevel(Level.OFF);
		FakeHub hub = new FakeHub(answer);
		hub.server.start(InetAddress.getLoopbackAddress(), 0);
		return hub;
	}

	public static Answer sends(byte[] content) {
		return (request, closed) -> body(content.length, (sink) -> sink.write(content));
	}

	static Answer sendsPage(String page) {
		return (request, closed) -> new MockResponse.Builder().setHeader("Content-Type", "text/html").body(page);
	}

	static Answer sendsJson(String json) {
		return (request, closed) -> new MockResponse.Builder().setHeader("Content-Type", "application/json").body(json);
	}

	public static Answer refuses(int status) {
		return (request, closed) -> new MockResponse.Builder().code(status);
	}

	public static Answer refuses(int status, String retryAfter) {
		return (request, closed) -> new MockResponse.Builder().code(status).setHeader("Retry-After", retryAfter);
	}

	static Answer cuts(byte[] content, int after) {
		return (request, closed) -> body(content.length, (sink) -> {
			sink.write(content, 0, after);
		}).onResponseEnd(new SocketEffect.CloseSocket());
	}

	/** Supports ranges, and cuts each connection after so many bytes. */
	static Answer ranged(byte[] content, String tag, int bytesPerConnection) {
		return (request, closed) -> {
			int from = from(request, tag);
			int length = Math.min(bytesPerConnection, content.length - from);
			MockResponse.Builder response = range(from, content.length, tag,
					(sink) -> sink.write(content, from, length));
			return (from + length < content.length) ? response.onResponseEnd(new SocketEffect.CloseSocket()) : response;
		};
	}

	/** Supports ranges, and sends about 4 MB in a second. */
	static Answer slowly(byte[] content, String tag) {
		return slowly(content, tag, 1);
	}

	/** Supports ranges, and pauses after each 4 KiB. */
	static Answer slowly(byte[] content, String tag, long pauseMillis) {
		return (request, closed) -> {
			int from = from(request, tag);
			return range(from, content.length, tag, (sink) -> {
				for (int at = from; at < content.length; at += 4096) {
					sink.write(content, at, Math.min(4096, content.length - at));
					sink.flush();
					await(closed, pauseMillis);
				}
			});
		};
	}

	static Answer stalls(byte[] content, int after) {
		return (request, closed) -> body(content.length, (sink) -> {
			sink.write(content, 0, after);
			sink.flush();
			await(closed, Long.MAX_VALUE);
		});
	}

	/** Supports ranges, and sends single bytes after so many bytes. */
	static Answer drips(byte[] content, String tag, int after) {
		return (request, closed) -> {
			int from = from(request, tag);
			return range(from, content.length, tag, (sink) -> {
				int fast = Math.max(after - from, 0);
				sink.write(content, from, fast);
				for (int at = from + fast; at < content.length; at++) {
					sink.writeByte(content[at]);
					sink.flush();
					await(closed, 5);
				}
			});
		};
	}

	static Answer endless() {
		return (request, closed) -> body(-1, (sink) -> {
			while (closed.getCount() > 0) {
				sink.write(new byte[10_000]);
			}
		}).setHeader("Connection", "close");
	}

	static Answer silence() {
		return (request, closed) -> {
			await(closed, Long.MAX_VALUE);
			return new MockResponse.Builder();
		};
	}

	public static Answer redirectsTo(String location) {
		return (request, closed) -> new MockResponse.Builder().code(302).setHeader("Location", location);
	}

	static Answer redirects(Answer then) {
		return byPath("/stored", then, redirectsTo("/stored"));
	}

	/** One answer for paths with a prefix, another for all others. */
	public static Answer byPath(String beginning, Answer answer, Answer other) {
		return (request, closed) -> (request.getTarget().startsWith(beginning) ? answer : other).to(request, closed);
	}

	/** One answer for each request in turn; the last one repeats. */
	public static Answer inTurn(Answer... answers) {
		AtomicInteger next = new AtomicInteger();
		return (request, closed) -> answers[Math.min(next.getAndIncrement(), answers.length - 1)].to(request, closed);
	}

	private static int from(RecordedRequest request, String tag) {
		String range = request.getHeaders().get("Range");
		boolean same = tag.equals(request.getHeaders().get("If-Range"));
		return (range != null && same) ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
	}

	private static MockResponse.Builder range(int from, int length, String tag, Content content) {
		MockResponse.Builder response = body(length - from, content).setHeader("ETag", tag);
		return (from == 0) ? response
				: response.code(206).setHeader("Content-Range", "bytes %d-%d/%d".formatted(from, length - 1, length));
	}

	static MockResponse.Builder body(long length, Content content) {
		return new MockResponse.Builder().body(new MockResponseBody() {

			@Override
			public long getContentLength() {
				return length;
			}

			@Override
			public void writeTo(BufferedSink sink) throws IOException {
				content.write(sink);
				sink.flush();
			}

		});
	}

	public Map<String, String> environment() {
		return Map.of("HF_ENDPOINT", address("/"));
	}

	String address(String path) {
		return "http://127.0.0.1:%d%s".formatted(this.server.getPort(), path);
	}

	public List<String> requests() {
		return this.requests;
	}

	/** The header Range of each request, or "all". */
	List<String> ranges() {
		return this.ranges;
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.close();
	}

	static String header(RecordedRequest request, String name) {
		Headers headers = request.getHeaders();
		return Objects.requireNonNullElse(headers.get(name), "");
	}

	private static void await(CountDownLatch closed, long milliseconds) {
		try {
			closed.await(milliseconds, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Answers a request. */
	@FunctionalInterface
	public interface Answer {

		MockResponse.Builder to(RecordedRequest request, CountDownLatch closed);

	}

	/** Writes a body. */
	@FunctionalInterface
	interface Content {

		void write(BufferedSink sink) throws IOException;

	}

}
