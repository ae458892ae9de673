package io.github.shimmy4j.engine.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.contract.ShimmyProcess;
import io.github.shimmy4j.engine.ChatModelFile;
import io.github.shimmy4j.engine.EngineExecutable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hostile schemas, messages, bodies and HTTP, from a few clients at once: whatever they
 * send, the process lives, its slots become free and the next question is answered.
 * {@code -Dendurance.fuzz} says for how many seconds (20), {@code -Dendurance.seed} what
 * is sent, and {@code -Dendurance.case} sends one of those alone.
 */
@Tag("endurance")
class EngineFuzzTests {

	private static final long SEED = Long.getLong("endurance.seed", 20261129);

	private static final Duration TIME = Duration.ofSeconds(Long.getLong("endurance.fuzz", 20));

	private static final long ONE_CASE = Long.getLong("endurance.case", -1);

	private static final int CLIENTS = 4;

	/** After so many there is nothing new to learn. */
	private static final int MOST_FAULTS = Integer.getInteger("endurance.faults", 20);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/** A process that aborts closes its connections before it ends. */
	private static final Duration DYING = Duration.ofSeconds(5);

	private static final String MODEL = "tiny";

	/** Small, so that prompts are read in no time and often do not fit. */
	private static final String CONTEXT = "512";

	private static final String KEY = "sk-0123456789abcdef";

	private final FuzzCases cases = new FuzzCases(SEED, MODEL, KEY);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicLong next = new AtomicLong();

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	private final Map<Long, FuzzCase> underWay = new ConcurrentHashMap<>();

	private final Map<String, Integer> results = new ConcurrentHashMap<>();

	@TempDir
	private Path directory;

	private volatile ShimmyProcess engine;

	@BeforeEach
	void start() throws IOException {
		Path models = Files.createDirectories(this.directory.resolve("models"));
		Files.createSymbolicLink(models.resolve(MODEL + ".gguf"), ChatModelFile.path());
		EngineExecutable.install(this.directory);
		this.engine = serve();
	}

	private ShimmyProcess serve() throws IOException {
		return ShimmyProcess
			.serve(this.directory.resolve("shimmy"), this.directory, Map.of("SHIMMY_API_KEY", KEY),
					this.directory.resolve("models"), "--ctx", CONTEXT, "--threads", "1")
			.awaitBound();
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.engine.close();
	}

	@Test
	@Timeout(value = 30, unit = TimeUnit.MINUTES)
	void nothingThatClientsSendHarmsTheServer() throws Exception {
		long end = System.nanoTime() + TIME.toNanos();
		List<Future<?>> clients = new ArrayList<>();
		for (int i = 0; i < ((ONE_CASE < 0) ? CLIENTS : 1); i++) {
			clients.add(this.threads.submit(() -> attack(end)));
		}
		for (Future<?> client : clients) {
			client.get();
		}
		System.out.printf("endurance: %,d hostile requests of seed %d: %s%n", this.next.get(), SEED,
				new TreeMap<>(this.results));
		assertThat(this.faults).as("faults of seed %d; one alone: -Dendurance.case=NUMBER", SEED).isEmpty();
		assertThat(this.engine.process().isAlive()).as(this.engine::toString).isTrue();
		awaitIdle();
		assertThat(this.engine
			.chat("{\"model\":\"" + MODEL
					+ "\",\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of France?\"}]}",
					"Authorization", "Bearer " + KEY)
			.body()).contains("Paris");
	}

	private Void attack(long end) throws IOException {
		FuzzClient client = new FuzzClient(this.threads);
		if (ONE_CASE >= 0) {
			send(client, ONE_CASE);
			return null;
		}
		while (System.nanoTime() < end && this.faults.size() < MOST_FAULTS) {
			send(client, this.next.getAndIncrement());
		}
		return null;
	}

	private void send(FuzzClient client, long number) throws IOException {
		FuzzCase request = this.cases.get(number);
		this.underWay.put(number, request);
		try {
			ShimmyProcess asked = this.engine;
			FuzzClient.Result result = client.send(request, asked.port());
			this.results.merge(request.kind() + " " + result.status(), 1, Integer::sum);
			boolean cut = result.fault() != null && result.fault().startsWith(FuzzVerdict.NO_ANSWER);
			if (cut && asked.process().waitFor(DYING.toMillis(), TimeUnit.MILLISECONDS)) {
				replace(asked);
			}
			else if (result.fault() != null) {
				this.faults.add("case %d: %s\n\t%s\n".formatted(number, result.fault(), request));
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		finally {
			this.underWay.remove(number);
		}
	}

	/** One death is one fault, and what comes after it may be another. */
	private synchronized void replace(ShimmyProcess dead) throws IOException, InterruptedException {
		if (this.engine == dead) {
			this.faults.add("The engine ended with status %d under %s\n%s".formatted(dead.awaitExit(), this.underWay,
					dead.err().lines().skip(Math.max(0, dead.err().lines().count() - 5)).toList()));
			this.engine = serve();
		}
	}

	private void awaitIdle() {
		Eventually.holds(LIMIT, () -> {
			JsonNode slots = slots();
			return slots.path("busy").asInt(-1) == 0 && slots.path("waiting").asInt(-1) == 0;
		}, () -> "not idle: " + slots());
	}

	private JsonNode slots() {
		try {
			return new JsonMapper().readTree(this.engine.get("/health").body()).path("slots");
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(this.engine.toString(), ex);
		}
	}

}
