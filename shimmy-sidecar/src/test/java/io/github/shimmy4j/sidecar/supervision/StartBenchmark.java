package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.shimmy4j.binary.BinaryChoices;
import io.github.shimmy4j.binary.BinarySource;
import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.storage.Sha256;
import io.github.shimmy4j.support.FreePorts;

/**
 * How long {@code llama-server} takes from its start to its first token: downloaded by
 * shimmy4j and supervised, beside the same program with the same arguments by hand. Each
 * start is that of a new application in this JVM. Run by {@code benchmarks/supervision}.
 */
final class StartBenchmark {

	private static final String FIRST_TOKEN = """
			{"model":"x","stream":false,"max_tokens":1,"temperature":0,"messages":[{"role":"user","content":"Hi"}]}""";

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private final HttpClient http = HttpClient.newHttpClient();

	private final SidecarBench bench;

	private final Path program;

	/** Arguments of the supervised server. */
	private List<String> arguments = List.of();

	private StartBenchmark(SidecarBench bench, Path program) {
		this.bench = bench;
		this.program = program;
	}

	/**
	 * Prints the measurements.
	 * @param arguments number of rounds
	 */
	public static void main(String[] arguments) throws Exception {
		try (SidecarBench bench = new SidecarBench(Files.createTempDirectory("start"))) {
			Path program = install(bench.home.binaries().resolve("llama-server-b10068/bin"));
			new StartBenchmark(bench, program).measure(Integer.parseInt(arguments[0]));
		}
	}

	/** Puts the real server where a download puts it, with the digests of its files. */
	private static Path install(Path bin) throws IOException {
		Path source = RealParts.llamaServer().resolveSibling("");
		Files.createDirectories(bin);
		StringBuilder digests = new StringBuilder();
		List<Path> files;
		try (Stream<Path> listed = Files.list(source)) {
			files = listed.toList();
		}
		for (Path file : files) {
			Path copy = bin.resolve(file.getFileName());
			Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
			if (Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)) {
				digests.append("%s  %s%n".formatted(Sha256.of(copy), copy.getFileName()));
			}
		}
		Files.writeString(bin.resolve("llama-server.sha256"), digests);
		return bin.resolve("llama-server");
	}

	private void measure(int rounds) throws Exception {
		supervised();
		byHand();
		List<Double> supervised = new ArrayList<>();
		List<Double> byHand = new ArrayList<>();
		List<Double> ratios = new ArrayList<>();
		for (int round = 0; round < rounds; round++) {
			supervised.add(supervised());
			byHand.add(byHand());
			ratios.add(supervised.get(round) / byHand.get(round));
		}
		SupervisionBenchmark.print("llama-server: start until ready, ms", supervised);
		SupervisionBenchmark.print("llama-server by hand: until a token, ms", byHand);
		System.out.printf("llama-server: median of the ratios %.2f%n", SupervisionBenchmark.median(ratios));
	}

	private double supervised() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(RealShimmy.options(this.program).binary(BinaryChoices.of(BinarySource.LLAMA_SERVER)));
		long begin = System.nanoTime();
		sidecar.ensureReady(LIMIT);
		double millis = since(begin);
		this.arguments = List
			.of(ProcessHandle.of(sidecar.snapshot().pid()).orElseThrow().info().arguments().orElseThrow());
		sidecar.close();
		return millis;
	}

	private double byHand() throws Exception {
		int port = FreePorts.range(1);
		List<String> command = new ArrayList<>(List.of(this.program.toString()));
		command.addAll(this.arguments);
		command.set(command.indexOf("--port") + 1, String.valueOf(port));
		command.set(command.indexOf("--model") + 1, RealParts.model().toString());
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put("LD_LIBRARY_PATH", this.program.resolveSibling("").toString());
		builder.environment().put("GOMP_SPINCOUNT", "2000");
		long begin = System.nanoTime();
		Process server = builder.start();
		try {
			URI health = URI.create("http://127.0.0.1:%d/health".formatted(port));
			while (!isHealthy(health)) {
				server.waitFor(2, TimeUnit.MILLISECONDS);
			}
			this.http.send(HttpRequest.newBuilder(health.resolve("/v1/chat/completions"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString(FIRST_TOKEN))
				.build(), HttpResponse.BodyHandlers.ofString());
			return since(begin);
		}
		finally {
			server.destroy();
			server.waitFor();
		}
	}

	private boolean isHealthy(URI health) throws InterruptedException {
		try {
			return this.http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString())
				.statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static double since(long begin) {
		return (System.nanoTime() - begin) / 1e6;
	}

}
