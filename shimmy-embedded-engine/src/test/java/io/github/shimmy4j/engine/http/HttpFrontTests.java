package io.github.shimmy4j.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.DisposableServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.engine.ScriptedModel;
import io.github.shimmy4j.engine.generation.Slots;
import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.schema.AnswerSchema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HttpFrontTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String KEY = "0123456789abcdef";

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final String POST_HEAD = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

	private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

	private final ScriptedModel model = new ScriptedModel();

	private final Slots slots = new Slots(1, 1);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private DisposableServer server = bind(Map.of());

	private DisposableServer bind(Map<String, String> environment) {
		return new HttpFront(Access.of(environment, ADDRESS), "1", new ServedModel("m", 7, this.model), this.slots)
			.bind(ADDRESS);
	}

	@AfterEach
	void stop() {
		this.model.endless = false;
		this.model.gate.countDown();
		this.server.disposeNow();
	}

	@Test
	void chatGivesTheWholeAnswer() throws Exception {
		this.model.cached = 1;
		JsonNode answer = JSON.readTree(chat("").body());
		assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("The answer");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(answer.path("usage").toString())
			.isEqualTo("{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5,"
					+ "\"prompt_tokens_details\":{\"cached_tokens\":1}}");
	}

	/** Else a prompt that was read before looks like a fast machine. */
	@Test
	void streamTellsHowMuchOfThePromptNeededNoReading() throws Exception {
		this.model.cached = 1;
		assertThat(chat("\"stream\":true,\"stream_options\":{\"include_usage\":true},").body())
			.contains("\"prompt_tokens_details\":{\"cached_tokens\":1}");
	}

	@Test
	void chatStreamsEachTokenAsAnEvent() throws Exception {
		List<String> lines = chat("\"stream\":true,").body().lines().filter((line) -> !line.isEmpty()).toList();
		assertThat(lines).hasSize(5).allMatch((line) -> line.startsWith("data: ")).last().isEqualTo("data: [DONE]");
		assertThat(lines.get(2)).contains("\"delta\":{\"content\":\" answer\",\"role\":null}");
		assertThat(lines.get(3)).contains("\"finish_reason\":\"stop\"");
	}

	@Test
	void eachEventIsSentAtOnce() throws Exception {
		this.model.endless = true;
		try (Socket socket = post(body("\"stream\":true,"))) {
			byte[] begin = socket.getInputStream().readNBytes(600);
			assertThat(new String(begin, StandardCharsets.UTF_8)).contains("data: {", "\"content\":\"The\"");
		}
		awaitIdle();
	}

	@Test
	void answerThatFailsBeforeItsFirstTokenHasAStatus() throws Exception {
		this.model.failure = new ModelException(Kind.FAILED, "broken");
		HttpResponse<String> response = chat("\"stream\":true,");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.body()).contains("\"code\":\"generation_failed\"", "\"type\":\"server_error\"",
				"\"message\":\"Generation failed: broken\"");
	}

	@Test
	void failureWithoutAMessageIsToldInWords() throws Exception {
		this.model.failure = new IllegalStateException();
		assertThat(chat("").body())
			.contains("\"message\":\"Generation failed: a fault of the engine, which its log has\"")
			.doesNotContain("Exception");
	}

	@Test
	void inputThatTheModelRefusesIsABadRequest() throws Exception {
		this.model.failure = new ModelException(Kind.BAD_INPUT, "not that");
		HttpResponse<String> response = chat("");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("not that", "invalid_request_error");
	}

	@Test
	void clientWithoutAPlaceToWaitIsSentAway() throws Exception {
		this.model.gate = new CountDownLatch(1);
		try (Socket running = post(body("")); Socket waiting = post(body(""))) {
			await(1, 1);
			HttpResponse<String> response = chat("");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.headers().firstValue("retry-after")).hasValue("1");
			assertThat(response.body()).contains("queue_full");
		}
	}

	@Test
	void readerThatStopsReadingIsGivenUp() throws Exception {
		this.model.endless = true;
		this.model.answer = List.of("x".repeat(10_000));
		try (Socket socket = new Socket()) {
			socket.setReceiveBufferSize(4096);
			socket.connect(this.server.address());
			write(socket, body("\"stream\":true,"));
			assertThat(socket.getInputStream().read()).isEqualTo('H');
			// Although the client is still there.
			awaitIdle();
		}
		this.model.endless = false;
		assertThat(chat("\"max_tokens\":1,").statusCode()).isEqualTo(200);
	}

	@Test
	void clientThatLeavesEndsItsGeneration() throws Exception {
		this.model.gate = new CountDownLatch(1);
		this.model.endless = true;
		try (Socket running = post(body("")); Socket waiting = post(body(""))) {
			await(1, 1);
		}
		await(1, 0);
		this.model.gate.countDown();
		// The answer is endless, and whoever waited never got one.
		awaitIdle();
		assertThat(this.model.ended).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource({ "GET,/nowhere,404", "DELETE,/health,405", "GET,/v1/embeddings,405", "OPTIONS,/health,400",
			"GET,/health?x=1,200", "GET,/api/models,200" })
	void pathAndMethodAreJudged(String method, String path, int status) throws Exception {
		HttpResponse<String> response = send(request(path).method(method, BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(status);
		if (status != 200) {
			assertThat(response.body()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/health", "/health?x=1", "/v1/models", "/api/models" })
	void whatCanBeReadCanBeAskedAbout(String path) throws Exception {
		HttpResponse<String> whole = send(request(path).GET());
		HttpResponse<String> head = send(request(path).method("HEAD", BodyPublishers.noBody()));
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
		assertThat(head.headers().firstValue("content-type")).isEqualTo(whole.headers().firstValue("content-type"));
		assertThat(head.headers().firstValueAsLong("content-length").orElseThrow()).isCloseTo(whole.body().length(),
				Offset.offset(3L));
	}

	@ParameterizedTest
	@CsvSource({ "/nowhere,404", "/v1/chat/completions,405" })
	void refusalOfAHeadHasNoBody(String path, int status) throws Exception {
		rebind(Map.of("SHIMMY_API_KEY", KEY));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
			say(socket, "HEAD /health HTTP/1.1\r\nHost: x\r\n\r\nHEAD /v1/models HTTP/1.1\r\nHost: x\r\n\r\nHEAD "
					+ path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: " + KEY + "\r\n\r\n");
			assertThat(read(socket)).startsWith("HTTP/1.1 200")
				.contains("\r\n\r\nHTTP/1.1 401 ", "\r\n\r\nHTTP/1.1 " + status)
				.endsWith("\r\n\r\n");
		}
	}

	@Test
	void bodyThatStallsIsAnsweredAndItsConnectionClosed() throws Exception {
		rebind(new HttpLimits(LONG, LONG, SHORT, 10, 1 << 20));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
			say(socket, POST_HEAD + "Content-Length: 100\r\n\r\n{\"model\"");
			assertThat(read(socket)).startsWith("HTTP/1.1 408 ")
				.contains("connection: close", "\"code\":\"request_timeout\"");
		}
	}

	/** A byte at a time, so that the connection is never silent. */
	@Test
	void headThatTricklesIsCut() throws Exception {
		rebind(new HttpLimits(SHORT, LONG, LONG, 10, 1 << 20));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
			say(socket, "GET /health HTTP/1.1\r\nHost: x\r\n");
			Eventually.holds(Duration.ofSeconds(10), () -> isCut(socket), () -> "still open");
		}
	}

	@Test
	void connectionThatSaysNothingIsClosed() throws Exception {
		rebind(new HttpLimits(SHORT, LONG, LONG, 10, 1 << 20));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
			assertThat(read(socket)).isEmpty();
		}
	}

	@Test
	void connectionIsKeptAfterAnAnswerForItsOwnTime() throws Exception {
		rebind(new HttpLimits(LONG, SHORT, LONG, 10, 1 << 20));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
			String request = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
			say(socket, request + request);
			assertThat(read(socket).split("HTTP/1.1 200 OK")).hasSize(3);
		}
	}

	@Test
	void answerTakesAsLongAsItTakes() throws Exception {
		rebind(new HttpLimits(SHORT, SHORT, SHORT, 10, 1 << 20));
		this.model.gate = new CountDownLatch(1);
		try (Socket socket = post(body(""))) {
			await(1, 0);
			// Closed after its limit, and so is anything else that had waited as long.
			try (Socket other = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
				assertThat(read(other)).isEmpty();
			}
			this.model.gate.countDown();
			assertThat(read(socket)).startsWith("HTTP/1.1 200").contains("The answer");
		}
	}

	@Test
	void moreConnectionsThanAllowedAreClosedAndLaterOnesServed() throws Exception {
		rebind(new HttpLimits(LONG, LONG, LONG, 1, 1 << 20));
		try (Socket first = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
			say(first, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
			assertThat(first.getInputStream().read()).isEqualTo('H');
			try (Socket second = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
				assertThat(read(second)).isEmpty();
			}
		}
		Eventually.holds(Duration.ofSeconds(10), () -> isServed(), () -> "no place became free");
	}

	@ParameterizedTest
	@CsvSource({ "GET /health?,' HTTP/1.1',414", "'GET /health HTTP/1.1\r\nx: ','',431" })
	void headWithoutEndIsRefused(String begin, String end, int status) throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
			say(socket, begin.replace("\\r\\n", "\r\n") + "x".repeat(20_000) + end + "\r\n\r\n");
			assertThat(read(socket)).startsWith("HTTP/1.1 " + status + " ");
		}
	}

	/** Each has less than it may have, and all of them more than the heap. */
	@Test
	void bodiesThatAreReceivedHaveABoundTogether() throws Exception {
		rebind(new HttpLimits(LONG, LONG, LONG, 10, 1000));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port())) {
			say(socket, POST_HEAD + "Content-Length: 2000\r\n\r\n" + " ".repeat(950));
			awaitStatus(429);
			HttpResponse<String> response = chat("");
			assertThat(response.headers().firstValue("retry-after")).hasValue("1");
			assertThat(response.headers().firstValue("connection")).hasValue("close");
			assertThat(response.body()).contains("\"code\":\"queue_full\"", "1000 bytes");
		}
		awaitStatus(200);
	}

	@Test
	void requestHoldsItsBytesUntilItIsAnswered() throws Exception {
		rebind(new HttpLimits(LONG, LONG, LONG, 10, 1000));
		this.model.gate = new CountDownLatch(1);
		String user = "\"user\":\"" + "x".repeat(420) + "\",";
		try (Socket running = post(body(user)); Socket waiting = post(body(user))) {
			await(1, 1);
			assertThat(chat("").body()).contains("1000 bytes");
			this.model.gate.countDown();
			assertThat(waiting.getInputStream().read()).isEqualTo('H');
			awaitStatus(200);
		}
		assertThat(chat("\"user\":\"" + "x".repeat(1000) + "\",").statusCode()).isEqualTo(429);
		for (int request = 0; request < 5; request++) {
			assertThat(chat(user).statusCode()).isEqualTo(200);
			assertThat(post("/v1/chat/completions", "[" + user).statusCode()).isEqualTo(400);
		}
	}

	/** Each has a token or more: they are refused before a slot is taken. */
	@Test
	void moreMessagesThanTokensAreRefusedAtOnce() throws Exception {
		String message = ",{\"role\":\"user\",\"content\":\"\"}";
		this.model.gate = new CountDownLatch(1);
		try (Socket running = post(body("")); Socket waiting = post(body(""))) {
			await(1, 1);
			HttpResponse<String> response = post("/v1/chat/completions",
					body("").replace("}]", "}" + message.repeat(100) + "]"));
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(response.body()).contains("\"code\":\"context_length_exceeded\"", "is 100 tokens",
					"at least 101 tokens");
		}
	}

	@Test
	void clientThatLeavesWhileItsPromptIsReadFreesItsSlot() throws Exception {
		this.model.readsWithoutEnd = true;
		try (Socket client = post(body(""))) {
			assertThat(this.model.reading.await(10, TimeUnit.SECONDS)).isTrue();
			await(1, 0);
		}
		awaitIdle();
		assertThat(this.model.generated).hasValueLessThanOrEqualTo(1);
	}

	@Test
	void stopStringHasABound() throws Exception {
		assertThat(chat("\"stop\":\"" + "x".repeat(1000) + "\",").statusCode()).isEqualTo(200);
		HttpResponse<String> response = chat("\"stop\":[\"" + "x".repeat(1001) + "\"],");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("invalid_stop", "1000 characters");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "text/plain|415", "application/json; charset=utf-8|200",
			"APPLICATION/JSON|200", "application/problem+json|200", "application/jsonp|415", "application/|415" })
	void contentTypeIsJudged(String type, int status) throws Exception {
		assertThat(send(
				request("/v1/chat/completions").header("Content-Type", type).POST(BodyPublishers.ofString(body(""))))
			.statusCode()).isEqualTo(status);
	}

	@Test
	void bodyWithoutALengthIsBoundedToo() throws Exception {
		HttpResponse<String> response = send(json("/v1/chat/completions")
			.POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(3 << 20)))));
		assertThat(response.statusCode()).isEqualTo(413);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "[]|422", "7|422", "null|422", "{}|422", "|400", "{\"model\":7}|422",
					"{\"model\":\"m\",\"messages\":{}}|422", "{\"model\":\"m\",\"messages\":[7]}|422",
					"{\"model\":\"m\",\"messages\":[]}|400", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}|422",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"pope\",\"content\":\"x\"}]}|400",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}|400",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"x\"}]}|200",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}|400",
					"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}|422",
					"{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|404" })
	void bodyIsJudged(String body, int status) throws Exception {
		HttpResponse<String> response = post("/v1/chat/completions", (body != null) ? body : "");
		assertThat(response.statusCode()).isEqualTo(status);
		if (status != 200) {
			assertThat(JSON.readTree(response.body()).path("error").propertyNames())
				.containsExactlyInAnyOrder("message", "type", "param", "code");
		}
	}

	@Test
	void samplingReachesTheModel() throws Exception {
		chat("\"temperature\":0.5,\"top_p\":0.25,\"seed\":-1,\"frequency_penalty\":1,\"presence_penalty\":-1,"
				+ "\"response_format\":{\"type\":\"json_object\"},");
		AnswerSchema schema = this.model.sampling.schema();
		assertThat(this.model.sampling).isEqualTo(new Sampling(0.5, 0.25, Integer.MAX_VALUE, 1, -1, schema));
		assertThat(schema.grammar()).isEqualTo(AnswerSchema.anyObject().grammar());
	}

	@Test
	void schemaThatWouldBecomeAHugeGrammarIsRefused() throws Exception {
		assertThat(chat("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"items\":"
				+ "{\"minLength\":1000000000}}}},")
			.statusCode()).isEqualTo(400);
	}

	@Test
	void keyIsAskedForEverywhereButAtHealth() throws Exception {
		rebind(Map.of("SHIMMY_API_KEY", KEY));
		assertThat(send(request("/health").GET()).statusCode()).isEqualTo(200);
		for (String path : List.of("/v1/models", "/nowhere")) {
			HttpResponse<String> response = send(request(path).GET());
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
			assertThat(response.body()).isEqualTo(
					"{\"error\":{\"message\":\"Valid API credentials required\",\"type\":\"authentication_error\"}}");
		}
		assertThat(send(request("/v1/models").header("Authorization", "bearer " + KEY).GET()).statusCode())
			.isEqualTo(200);
		assertThat(send(request("/v1/models").header("x-api-key", KEY).GET()).statusCode()).isEqualTo(200);
		assertThat(send(request("/v1/models").header("x-api-key", KEY + "x").GET()).statusCode()).isEqualTo(401);
	}

	@Test
	void foreignOriginIsRefusedAtHealthToo() throws Exception {
		rebind(Map.of("SHIMMY_ALLOWED_ORIGINS", "https://ours.example"));
		HttpResponse<String> response = send(request("/health").header("Origin", "https://other.example").GET());
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body())
			.isEqualTo("{\"error\":{\"message\":\"Browser origin is not allowed\",\"type\":\"permission_error\"}}");
		assertThat(send(request("/health").header("Origin", "https://ours.example").GET()).statusCode()).isEqualTo(200);
		assertThat(send(request("/v1/models").header("Origin", "https://ours.example")
			.method("OPTIONS", BodyPublishers.noBody())).statusCode()).isEqualTo(204);
	}

	@ParameterizedTest
	@CsvSource({ "SHIMMY_API_KEY,short", "SHIMMY_API_KEY,''", "SHIMMY_API_KEY,0123456789 abcdef",
			"SHIMMY_ALLOWED_ORIGINS,*", "SHIMMY_ALLOWED_ORIGINS,https://x/y" })
	void unsafeSettingsAreRefused(String name, String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> Access.of(Map.of(name, value), ADDRESS));
	}

	@Test
	void openAddressWithoutAKeyIsRefused() {
		InetSocketAddress open = new InetSocketAddress("0.0.0.0", 0);
		assertThatIllegalArgumentException().isThrownBy(() -> Access.of(Map.of(), open))
			.withMessageContaining("Non-loopback");
		assertThat(Access.of(Map.of("SHIMMY_API_KEY", KEY), open)).isNotNull();
	}

	@Test
	void embeddingsComeAsNumbersOrBytes() throws Exception {
		this.model.embeds = true;
		JsonNode numbers = JSON
			.readTree(post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"ab\",\"a b c\"]}").body());
		assertThat(numbers.at("/data/1/embedding").toString()).isEqualTo("[5.0,0.5]");
		assertThat(numbers.at("/usage/prompt_tokens").asInt()).isEqualTo(6);
		JsonNode bytes = JSON.readTree(
				post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"ab\",\"encoding_format\":\"base64\"}").body());
		assertThat(bytes.at("/data/0/embedding").asString()).isEqualTo("AAAAQAAAAD8=");
		assertThat(post("/v1/embeddings", "{\"model\":\"m\",\"input\":[]}").statusCode()).isEqualTo(400);
		assertThat(post("/v1/embeddings", "{\"model\":\"m\",\"input\":[1]}").statusCode()).isEqualTo(422);
		assertThat(post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"\"]}").statusCode()).isEqualTo(400);
	}

	private void rebind(Map<String, String> environment) {
		this.server.disposeNow();
		this.server = bind(environment);
	}

	private HttpResponse<String> chat(String fields) throws IOException, InterruptedException {
		return post("/v1/chat/completions", body(fields));
	}

	private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
		return send(json(path).POST(BodyPublishers.ofString(body)));
	}

	private HttpRequest.Builder json(String path) {
		return request(path).header("Content-Type", "application/json");
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.server.port() + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
	}

	private static String body(String fields) {
		return "{\"model\":\"m\"," + fields + "\"messages\":[{\"role\":\"user\",\"content\":\"Why\"}]}";
	}

	private void rebind(HttpLimits limits) {
		this.server.disposeNow();
		this.server = new HttpFront(Access.of(Map.of(), ADDRESS), "1", new ServedModel("m", 7, this.model), this.slots,
				limits)
			.bind(ADDRESS);
	}

	private void awaitStatus(int status) {
		Eventually.holds(Duration.ofSeconds(10), () -> chatStatus() == status, () -> "not " + status);
	}

	private int chatStatus() {
		try {
			return chat("").statusCode();
		}
		catch (IOException | InterruptedException ex) {
			return -1;
		}
	}

	private boolean isServed() {
		try {
			return send(request("/health").GET()).statusCode() == 200;
		}
		catch (IOException | InterruptedException ex) {
			return false;
		}
	}

	/** Sends one more byte. */
	private static boolean isCut(Socket socket) {
		try {
			socket.getOutputStream().write('x');
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** All that comes until the connection ends. */
	private static String read(Socket socket) throws IOException {
		socket.setSoTimeout(20_000);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			socket.getInputStream().transferTo(bytes);
		}
		catch (SocketException ex) {
			// Reset, since it sent more than was read.
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	private static void say(Socket socket, String bytes) throws IOException {
		socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
	}

	/** A client that can leave. */
	private Socket post(String body) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.server.port());
		write(socket, body);
		return socket;
	}

	private static void write(Socket socket, String body) throws IOException {
		socket.getOutputStream()
			.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
					+ "Content-Length: " + body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII));
	}

	private void awaitIdle() {
		await(0, 0);
	}

	private void await(int busy, int waiting) {
		Eventually.holds(Duration.ofSeconds(10),
				() -> this.slots.occupancy().equals(new Slots.Occupancy(1, busy, waiting)),
				() -> this.slots.occupancy().toString());
	}

}
