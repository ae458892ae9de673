package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import tools.jackson.databind.json.JsonMapper;

/**
 * How soon a server is known to be ready, and how soon a killed one answers again beside
 * its own cold start. Run by {@code benchmarks/supervision}.
 */
final class SupervisionBenchmark {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final FakeShimmyBinary FAKE = FakeShimmyBinary.version("1.7.4").with(Fault.WARMED_UP, 20);

	/** A JVM that has just started loads and compiles classes for that long. */
	private static final int WARM_UP = 80;

	private static final int NANOS = 1_000_000;

	private final SidecarBench bench;

	private final int rounds;

	private SupervisionBenchmark(SidecarBench bench, int rounds) {
		this.bench = bench;
		this.rounds = rounds;
	}

	/**
	 * Prints the measurements.
	 * @param arguments number of rounds; 0 prints only how soon the first server of this
	 * JVM is known to be ready, in milliseconds
	 */
	public static void main(String[] arguments) throws Exception {
		Path directory = Files.createTempDirectory("supervision");
		try (SidecarBench bench = new SidecarBench(directory)) {
			SupervisionBenchmark benchmark = new SupervisionBenchmark(bench, Integer.parseInt(arguments[0]));
			if (benchmark.rounds == 0) {
				System.out.println(benchmark.readyUntilKnown(new Random()));
				return;
			}
			benchmark.measureReadiness();
			benchmark.measureRestart("fake shimmy", bench.install(FAKE));
			if (System.getenv("SHIMMY_REAL_BINARY") != null) {
				benchmark.measureRestart("shimmy 1.7.4", RealShimmy.options());
			}
		}
	}

	private void measureReadiness() throws Exception {
		Random random = new Random(1);
		List<Double> noticed = new ArrayList<>();
		for (int round = -WARM_UP; round < this.rounds; round++) {
			double millis = readyUntilKnown(random);
			if (round >= 0) {
				noticed.add(millis);
			}
		}
		print("ready until known, ms", noticed);
	}

	private double readyUntilKnown(Random random) throws Exception {
		Duration delay = Duration.ofMillis(50 + random.nextInt(500));
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE.with(Fault.BIND_DELAY, delay)));
		Instant[] known = new Instant[1];
		sidecar.addListener((event) -> {
			if (event instanceof SidecarEvent.Ready) {
				known[0] = Instant.now();
			}
		});
		sidecar.ensureReady(LIMIT);
		SidecarBench.eventually().until(() -> known[0] != null);
		Instant ready = Instant
			.parse(JsonMapper.shared().readTree(this.bench.look(sidecar, "/__process")).path("readyAt").asString());
		sidecar.close();
		return Duration.between(ready, known[0]).toNanos() / (double) NANOS;
	}

	private void measureRestart(String name, SampleOptions options) throws Exception {
		ShimmySidecar sidecar = this.bench.create(options.restartWindow(Duration.ofNanos(1)));
		sidecar.ensureReady(LIMIT);
		List<Double> cold = new ArrayList<>();
		List<Double> killed = new ArrayList<>();
		for (int round = 0; round < this.rounds; round++) {
			sidecar.stop().join();
			long begin = System.nanoTime();
			sidecar.start().join();
			this.bench.ask(sidecar, "Hi");
			cold.add((System.nanoTime() - begin) / (double) NANOS);
			killed.add(killAndAsk(sidecar));
		}
		sidecar.close();
		print(name + ": start until an answer, ms", cold);
		print(name + ": kill -9 until an answer, ms", killed);
		double allowed = 1.05 * median(cold) + 50;
		System.out.printf("%s: median after a kill is %.2f of the median start; 1.05 times it + 50 ms would be %.2f%n",
				name, median(killed) / median(cold), allowed / median(cold));
	}

	private double killAndAsk(ShimmySidecar sidecar) throws IOException, InterruptedException {
		long pid = sidecar.snapshot().pid();
		CompletableFuture<Void> starting = new CompletableFuture<>();
		Runnable subscription = sidecar.addListener((event) -> {
			if (event instanceof SidecarEvent.Starting) {
				starting.complete(null);
			}
		});
		long begin = System.nanoTime();
		ProcessHandle.of(pid).orElseThrow().destroyForcibly();
		starting.join();
		subscription.run();
		sidecar.whenReady().join();
		this.bench.ask(sidecar, "Hi");
		return (System.nanoTime() - begin) / (double) NANOS;
	}

	static double median(List<Double> values) {
		return percentile(values, 0.5);
	}

	private static double percentile(List<Double> values, double share) {
		List<Double> sorted = values.stream().sorted().toList();
		return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
	}

	static void print(String what, List<Double> values) {
		System.out.printf("%-45s median %8.1f   p95 %8.1f   max %8.1f   (%d)%n", what, median(values),
				percentile(values, 0.95), percentile(values, 1), values.size());
	}

}
