package io.github.shimmy4j.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import reactor.netty.DisposableServer;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.engine.ScriptedModel;
import io.github.shimmy4j.engine.generation.Slots;

/** A server with a scripted model and one slot, and clients of it. */
final class ServerUnderTest implements AutoCloseable {

	static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

	static final Instant CREATED = Instant.ofEpochSecond(1_700_000_000);

	static final String POST_HEAD = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

	final ScriptedModel model = new ScriptedModel();

	private final Slots slots = new Slots(1, 1);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private DisposableServer server = start(Map.of(), HttpLimits.USUAL);

	private DisposableServer start(Map<String, String> environment, HttpLimits limits) {
		return new EngineServer(Access.of(environment, ADDRESS), "1",
				new ServedModel("m", CREATED, 7, 8192, this.model), this.slots, limits)
			.bind(ADDRESS);
	}

	@Override
	public void close() {
		this.model.endless = false;
		this.model.gate.countDown();
		this.server.disposeNow();
	}

	void rebind(Map<String, String> environment) {
		this.server.disposeNow();
		this.server = start(environment, HttpLimits.USUAL);
	}

	void rebind(HttpLimits limits) {
		this.server.disposeNow();
		this.server = start(Map.of(), limits);
	}

	SocketAddress address() {
		return this.server.address();
	}

	HttpResponse<String> chat(String fields) throws IOException, InterruptedException {
		return post("/v1/chat/completions", body(fields));
	}

	HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
		return send(json(path).POST(BodyPublishers.ofString(body)));
	}

	HttpRequest.Builder json(String path) {
		return request(path).header("Content-Type", "application/json");
	}

	HttpRequest.Builder request(String path) {
		return request(this.server.port(), path);
	}

	static HttpRequest.Builder request(int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
	}

	HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
	}

	static String body(String fields) {
		return "{\"model\":\"m\"," + fields + "\"messages\":[{\"role\":\"user\",\"content\":\"Why\"}]}";
	}

	void awaitStatus(int status) {
		Eventually.holds(Duration.ofSeconds(10), () -> chatStatus() == status, () -> "not " + status);
	}

	/** Whether the status came; false if something else happened before. */
	boolean awaitStatus(int status, BooleanSupplier other) {
		AtomicBoolean seen = new AtomicBoolean();
		Eventually.holds(Duration.ofSeconds(10), () -> {
			seen.set(chatStatus() == status);
			return seen.get() || other.getAsBoolean();
		}, () -> "not " + status);
		return seen.get();
	}

	private int chatStatus() {
		try {
			return chat("").statusCode();
		}
		catch (IOException | InterruptedException ex) {
			return -1;
		}
	}

	boolean isServed() {
		try {
			return send(request("/health").GET()).statusCode() == 200;
		}
		catch (IOException | InterruptedException ex) {
			return false;
		}
	}

	Socket connect() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), this.server.port());
	}

	/** A client that can leave. */
	Socket connectAndPost(String body) throws IOException {
		Socket socket = connect();
		write(socket, body);
		return socket;
	}

	static void write(Socket socket, String body) throws IOException {
		say(socket, POST_HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body);
	}

	static void say(Socket socket, String bytes) throws IOException {
		socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
	}

	/** Sends one more byte, and tells whether the connection is closed. */
	static boolean isCut(Socket socket) {
		try {
			socket.getOutputStream().write('x');
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** Whether the server has answered before the request was whole. */
	static boolean isAnswered(Socket socket) {
		try {
			return socket.getInputStream().available() > 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** All bytes until the connection ends. */
	static String read(Socket socket) throws IOException {
		socket.setSoTimeout(20_000);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			socket.getInputStream().transferTo(bytes);
		}
		catch (SocketException ex) {
			// The server resets a connection that has sent more than it read.
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	void awaitIdle() {
		await(0, 0);
	}

	void await(int busy, int waiting) {
		Eventually.holds(Duration.ofSeconds(10),
				() -> this.slots.occupancy().equals(new Slots.Occupancy(1, busy, waiting)),
				() -> this.slots.occupancy().toString());
	}

}
