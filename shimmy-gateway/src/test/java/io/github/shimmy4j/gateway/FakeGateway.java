package io.github.shimmy4j.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gateway.boot.ShimmyDaemon;
import io.github.shimmy4j.gateway.key.ApiKeys;
import io.github.shimmy4j.gateway.key.KeyLimits;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.storage.ShimmyHome;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway on a fake server, whose faults can be changed while it runs, and clients. */
public final class FakeGateway implements AutoCloseable {

	/** Name of the served model. */
	public static final String MODEL = "Tiny-Llama";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Consumer<GenericApplicationContext> NO_BEANS = (context) -> {
	};

	private final ConfigurableApplicationContext context;

	private final HttpClient http = HttpClient.newHttpClient();

	private FakeGateway(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Starts a gateway on any port, with more properties as {@code key=value}. */
	public static FakeGateway start(Path directory, FakeShimmyBinary binary, String... properties) {
		return starting(directory, binary, properties).awaitReady();
	}

	/** Starts a gateway as {@link #start}, with beans of the test's own. */
	public static FakeGateway start(Path directory, FakeShimmyBinary binary, Consumer<GenericApplicationContext> beans,
			String... properties) {
		return starting(directory, binary, beans, properties).awaitReady();
	}

	/** Starts a gateway as {@link #start}, but does not wait for its server. */
	public static FakeGateway starting(Path directory, FakeShimmyBinary binary, String... properties) {
		return starting(directory, binary, NO_BEANS, properties);
	}

	private static FakeGateway starting(Path directory, FakeShimmyBinary binary,
			Consumer<GenericApplicationContext> beans, String... properties) {
		try {
			Path home = Files.createTempDirectory(directory, "home");
			List<String> all = new ArrayList<>(
					List.of("shimmy.shimmy-path=" + binary.install(Files.createTempDirectory(directory, "bin")),
							"shimmy.model=" + TestModel.write(home.resolve("model").resolve(MODEL + ".gguf"))));
			all.addAll(List.of(properties));
			return start(home, beans, all);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Starts a gateway on the embedded engine with the model of scripts/fetch-model. */
	public static FakeGateway onEngine(Path directory) {
		Map<String, String> environment = System.getenv();
		String cache = environment.getOrDefault("XDG_CACHE_HOME",
				Path.of(System.getProperty("user.home"), ".cache").toString());
		String models = environment.getOrDefault("SHIMMY4J_BUILD_CACHE", cache + "/shimmy4j-build") + "/models";
		return start(directory, NO_BEANS, List.of("shimmy.binary.source=embedded", "shimmy.model=smollm2-135m-instruct",
				"shimmy.models-dir=" + models))
			.awaitReady();
	}

	/** Starts a gateway before a server that it does not launch. */
	public static FakeGateway external(Path directory, URI baseUrl, String... properties) {
		List<String> all = new ArrayList<>(List.of("shimmy.mode=external", "shimmy.base-url=" + baseUrl));
		all.addAll(List.of(properties));
		return start(directory, NO_BEANS, all);
	}

	private static FakeGateway start(Path home, Consumer<GenericApplicationContext> beans, List<String> properties) {
		List<String> all = new ArrayList<>(
				List.of("shimmy.fail-fast=false", "shimmy.preferred-port=0", "shimmy.chat.idle-timeout=10s",
						"spring.main.banner-mode=off", "shimmy.gateway.bind-address=127.0.0.1:0"));
		all.addAll(properties);
		return new FakeGateway(new SpringApplicationBuilder(ShimmyDaemon.class).web(WebApplicationType.REACTIVE)
			.initializers((context) -> prepare((GenericApplicationContext) context, home))
			.initializers((context) -> beans.accept((GenericApplicationContext) context))
			.properties(all.toArray(String[]::new))
			.run());
	}

	private static void prepare(GenericApplicationContext context, Path home) {
		context.registerBean(ShimmyHome.class, () -> new ShimmyHome(home.resolve("models"), home.resolve("binaries"),
				home.resolve("sidecars"), home.resolve("run")));
		// The end of one gateway must not stop the event loops of the others in this JVM.
		context.registerBean(ReactorResourceFactory.class, () -> {
			ReactorResourceFactory own = new ReactorResourceFactory();
			own.setUseGlobalResources(false);
			own.setShutdownQuietPeriod(Duration.ZERO);
			return own;
		});
	}

	/** Waits until the server answers. */
	public FakeGateway awaitReady() {
		Eventually.holds(LIMIT, () -> sidecar().snapshot().phase() == Phase.READY,
				() -> sidecar().snapshot().toString());
		return this;
	}

	/** Ends what a test has changed, for the next one. */
	public void mend() {
		Eventually.holds(LIMIT, this::clearFaultsIfReady, () -> sidecar().snapshot().toString());
		awaitInFlight(0);
		ApiKeys keys = keys();
		keys.list().forEach((key) -> keys.revoke(key.id()));
	}

	/** A server that failed in a test may be replaced now. */
	private boolean clearFaultsIfReady() {
		try {
			awaitReady();
			clearFaults();
			return true;
		}
		catch (UncheckedIOException | ShimmyException ex) {
			return false;
		}
	}

	public ApiKeys keys() {
		return this.context.getBean(ApiKeys.class);
	}

	/** Creates a key and returns its secret; from now on every request needs one. */
	public String createKey(String label) {
		return keys().create(label, KeyLimits.NONE).secret().reveal();
	}

	public ShimmySidecar sidecar() {
		return this.context.getBean(ShimmySidecar.class);
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public int port() {
		return Integer.parseInt(this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	/** A chat of one question, with more fields such as {@code "stream":true}. */
	public HttpResponse<String> chat(String question, String... fields) {
		return post("/v1/chat/completions", body(question, fields));
	}

	/** The body of such a chat. */
	public static String body(String question, String... fields) {
		String more = (fields.length > 0) ? "," + String.join(",", fields) : "";
		return "{\"messages\":[{\"role\":\"user\",\"content\":%s}]%s}"
			.formatted(JsonMapper.shared().writeValueAsString(question), more);
	}

	public HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, "", headers);
	}

	public HttpResponse<String> post(String path, String body, String... headers) {
		return send("POST", path, body, headers);
	}

	/** The document of a path. */
	public JsonNode document(String path, String... headers) {
		return json(get(path, headers));
	}

	/** All lines of {@code /metrics} that begin with a text. */
	public List<String> metrics(String beginning, String... headers) {
		return get("/metrics", headers).body().lines().filter((line) -> line.startsWith(beginning)).toList();
	}

	/** Anything that a client can send, with headers as names and values in turn. */
	public HttpResponse<String> send(String method, String path, String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
			.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	/** A connection on which a chat was sent, and whose answer nobody reads yet. */
	public Socket ask(String question, String... fields) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
		byte[] body = body(question, fields).getBytes(StandardCharsets.UTF_8);
		String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
				+ "Content-Length: " + body.length + "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().write(body);
		return socket;
	}

	/** Chat faults of the server from now on, each as {@code kebab-name=value}. */
	public void faults(String... faults) {
		control("/__faults", (request) -> request.POST(BodyPublishers.ofString(String.join("\n", faults))));
	}

	public void clearFaults() {
		control("/__faults", HttpRequest.Builder::DELETE);
	}

	/** Everything that the server has received and still remembers. */
	public String requests() {
		return control("/__requests", HttpRequest.Builder::GET).body();
	}

	/** The body of the last chat that was not the sidecar's own. */
	public JsonNode lastRequest() {
		JsonNode requests = JsonMapper.shared().readTree(requests());
		for (int each = requests.size() - 1; each >= 0; each--) {
			if (!requests.get(each).path("headers").toString().contains("Java-http-client")) {
				return requests.get(each);
			}
		}
		throw new AssertionError("no chat request has arrived: " + requests);
	}

	public void awaitRequest(String text) {
		Eventually.holds(LIMIT, () -> requests().contains(text), this::requests);
	}

	/** Waits until so many generations run and so many callers wait behind them. */
	public void awaitInFlight(int generations) {
		Eventually.holds(LIMIT, () -> sidecar().snapshot().inFlight() == generations,
				() -> sidecar().snapshot().toString());
	}

	/** The JSON of an answer. */
	public static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	/**
	 * On a connection of its own, since a kept one may lead to a server that has died.
	 */
	private HttpResponse<String> control(String path, UnaryOperator<HttpRequest.Builder> method) {
		URI address = URI.create("http://127.0.0.1:" + sidecar().port() + path);
		return send(method.apply(HttpRequest.newBuilder(address)), HttpClient.newHttpClient());
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		return send(request, this.http);
	}

	private static HttpResponse<String> send(HttpRequest.Builder request, HttpClient http) {
		try {
			return http.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
