package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.probe.ReadinessGate;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.ControlGroups;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.launch.Contexts;
import io.github.shimmy4j.sidecar.launch.LaunchPlan;
import io.github.shimmy4j.sidecar.launch.LaunchTools;
import io.github.shimmy4j.sidecar.ownership.Ownership;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.support.ProcessTable;
import org.awaitility.core.ConditionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Everything that a real sidecar needs, below one directory: a model, a fake shimmy and a
 * home. Closing it closes the sidecars and proves that nothing of them is left.
 */
public final class SidecarBench implements AutoCloseable {

	/** A fake starts in about a second, on a busy machine in several. */
	public static final Duration LIMIT = Duration.ofSeconds(30);

	private static final DownloadHandler NO_DOWNLOADS = (model, destination, progress) -> {
		throw new AssertionError("nothing is to be downloaded");
	};

	final ShimmyHome home;

	final List<SidecarEvent> events = new CopyOnWriteArrayList<>();

	/** The accelerators that launches detect, instead of those of this machine. */
	volatile AcceleratorDetector accelerators = () -> Accelerators.CPU_ONLY;

	/** Environment in which binaries are searched, with a launcher of the test's own. */
	volatile Map<String, String> environment = System.getenv();

	/** Monotonic time of a sidecar with a launcher of the test's own. */
	volatile LongSupplier nanoTime = System::nanoTime;

	/** Wall clock of a sidecar with a launcher of the test's own. */
	volatile Clock clock = Clock.systemUTC();

	private final Path binaries;

	private final Path model;

	private final ModelRegistry registry;

	private final List<ShimmySidecar> sidecars = new ArrayList<>();

	SidecarBench(Path directory) throws IOException {
		this.home = ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, directory.resolve("home").toString()));
		this.binaries = Files.createDirectories(directory.resolve("bin"));
		this.model = TestModel.write(directory.resolve("models/Tiny Llama.Q4_0.gguf"));
		this.registry = new ModelDirectory(this.home.models(), ModelCatalog.builtIn());
	}

	/** Options that name the fake and the model, for any free port and a short grace. */
	SampleOptions install(FakeShimmyBinary binary) {
		return new SampleOptions().binary(binary.install(this.binaries))
			.model(this.model.toString())
			.healthTimeout(LIMIT)
			.shutdownGrace(Duration.ofSeconds(2));
	}

	/** A sidecar as applications make it. */
	ShimmySidecar create(SampleOptions options) {
		return opened(
				new SidecarFactory(this.home, this.registry, NO_DOWNLOADS, this.accelerators).create(options.build()));
	}

	/** A sidecar with a registry of the application's own. */
	ShimmySidecar create(SampleOptions options, ModelRegistry own) {
		return opened(new SidecarFactory(this.home, own, NO_DOWNLOADS, this.accelerators).create(options.build()));
	}

	/** A sidecar with another home. */
	ShimmySidecar createAt(Path other, SampleOptions options) {
		ShimmyHome otherHome = ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, other.toString()));
		return opened(
				new SidecarFactory(otherHome, this.registry, NO_DOWNLOADS, this.accelerators).create(options.build()));
	}

	/** A sidecar that may have to fetch a model of a catalog. */
	ShimmySidecar create(SampleOptions options, ModelCatalog catalog, DownloadHandler downloads) {
		return opened(new SidecarFactory(this.home, new ModelDirectory(this.home.models(), catalog), downloads,
				this.accelerators)
			.create(options.build()));
	}

	/** A sidecar whose servers are launched by another launcher. */
	ShimmySidecar create(SampleOptions options, ProcessLauncher launcher) {
		SidecarOptions built = options.build();
		LaunchPlan.Planner planner = new LaunchPlan.Planner(built.binary(),
				new BinaryLocator(this.environment, this.home.binaries(), ProcessLauncher.system(), null),
				this.registry, NO_DOWNLOADS, this.accelerators, Contexts.USUAL);
		LaunchTools tools = new LaunchTools(planner, this.accelerators, launcher,
				new ReadinessGate(ServerClient.create(), System::nanoTime), (model) -> TokenCounter.UNAVAILABLE,
				new Ownership(this.home), this.home, ChildEnvironment.allowedOf(System.getenv()),
				ControlGroups.ofThisMachine(), new SecureRandom(), Threads::daemon, this.nanoTime);
		return opened(new SupervisedSidecar(built, tools, this.clock));
	}

	private ShimmySidecar opened(ShimmySidecar sidecar) {
		sidecar.addListener(this.events::add);
		this.sidecars.add(sidecar);
		return sidecar;
	}

	/** Every server ever launched, oldest first. */
	List<Long> pids() {
		return FakeShimmyBinary.startedPids(this.binaries);
	}

	/** The events but for lines of output. */
	List<Class<?>> lifeEvents() {
		return this.events.stream()
			.<Class<?>>map(Object::getClass)
			.filter((type) -> type != SidecarEvent.Stdout.class && type != SidecarEvent.Stderr.class)
			.toList();
	}

	/** Asks the ready server as a client would. */
	HttpResponse<String> ask(ShimmySidecar sidecar, String question) throws IOException, InterruptedException {
		return chat(sidecar, "[{\"role\":\"user\",\"content\":\"" + question + "\"}]");
	}

	/** Asks it with a JSON array of messages. */
	HttpResponse<String> chat(ShimmySidecar sidecar, String messages) throws IOException, InterruptedException {
		ServerEndpoint endpoint = sidecar.endpoint();
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.baseUrl() + "/chat/completions"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("""
					{"model":"%s","stream":false,"max_tokens":20,"messages":%s}""".formatted(endpoint.wireModel(),
					messages)));
		return send(request, endpoint);
	}

	/** Posts JSON to a path of the ready server, and returns the answer's body. */
	String post(ShimmySidecar sidecar, String path, String json, Duration limit)
			throws IOException, InterruptedException {
		ServerEndpoint endpoint = sidecar.endpoint();
		return send(HttpRequest.newBuilder(endpoint.baseUrl().resolve(path))
			.timeout(limit)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)), endpoint).body();
	}

	/** The fake's report on its process, or on the requests that it got. */
	String look(ShimmySidecar sidecar, String path) throws IOException, InterruptedException {
		ServerEndpoint endpoint = sidecar.endpoint();
		return send(HttpRequest.newBuilder(endpoint.baseUrl().resolve(path)).GET(), endpoint).body();
	}

	private static HttpResponse<String> send(HttpRequest.Builder request, ServerEndpoint endpoint)
			throws IOException, InterruptedException {
		if (endpoint.apiKey() != null) {
			request.header("Authorization", "Bearer " + endpoint.apiKey().reveal());
		}
		return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	/** A condition that becomes true within the limit, checked often. */
	public static ConditionFactory eventually() {
		return await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
	}

	void assertNoServerIsLeft() {
		eventually()
			.untilAsserted(() -> assertThat(pids()).as("servers that still run").allMatch(ProcessTable::isGone));
		eventually().untilAsserted(() -> assertThat(filesOfLaunches()).as("files of launches").isEmpty());
	}

	private List<Path> filesOfLaunches() {
		if (!Files.isDirectory(this.home.run())) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(this.home.run())) {
			return files.filter((file) -> !file.endsWith("home")).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.sidecars.forEach(ShimmySidecar::close);
		assertNoServerIsLeft();
		eventually().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.as("threads of the sidecar")
			.noneMatch((name) -> name.startsWith("shimmy-")));
		assertThat(records()).as("records of launches and reserved ports").isEmpty();
	}

	private List<Path> records() {
		try (Stream<Path> files = Files.isDirectory(this.home.sidecars()) ? Files.walk(this.home.sidecars())
				: Stream.empty()) {
			return files.filter(Files::isRegularFile).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
