package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.doctor.Doctor;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real shimmy 2.6.5 on a real GPU, and how much it can process. Run by
 * {@code scripts/gpu-check}, and prints what it measures.
 */
@Tag("gpu")
class GpuShimmyTests {

	/** A first start compiles shaders. */
	private static final Duration LIMIT = Duration.ofMinutes(5);

	/** More than its budget of 1000 facts has room for, however it is spent. */
	private static final int TOO_MANY = 500;

	/** A small model tells it for longer than the server can. */
	private static final String STORY = "Write a long story about the sea, with a captain and a storm.";

	@TempDir
	private Path directory;

	private SidecarBench bench;

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
		this.bench.accelerators = AcceleratorDetector.create(System.getenv());
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
	}

	private SampleOptions options() {
		return new SampleOptions().binary(RealParts.shimmy2())
			.model(RealParts.modelForShimmy2().toString())
			.healthTimeout(LIMIT);
	}

	@Test
	void detectorAndDoctorFindTheGpu() {
		AcceleratorReport report = this.bench.accelerators.detect();
		print("recommended: %s; %s", report.recommended().id(), report.reason());
		report.evidence().forEach((fact) -> print("  %s", fact));
		Doctor doctor = Doctor.create(options().build(), this.bench.home,
				new ModelDirectory(this.bench.home.models(), ModelCatalog.builtIn()), this.bench.accelerators,
				Optional::empty);
		doctor.examine()
			.findings()
			.forEach((finding) -> print("%-4s %s: %s", finding.status(), finding.check(), finding.message()));
		assertThat(report.hasGpu()).isTrue();
	}

	@Test
	void serverAnswersOnTheGpu() throws Exception {
		ShimmySidecar sidecar = this.bench.create(options());
		SidecarSnapshot ready = sidecar.ensureReady(LIMIT);
		JsonNode answer = json(ask(sidecar, "What is the capital of France?", 24));
		print("ready on '%s': %s", ready.effectiveAccelerator(), answer);
		assertThat(answer.at("/choices/0/message/content").asString()).contains("Paris");
		assertThat(ready.effectiveAccelerator()).as("adapter that the server named").isNotNull();
		assertThat(ready.effectiveAccelerator().toLowerCase(Locale.ROOT)).doesNotContain("llvmpipe", "swiftshader",
				"(cpu");
	}

	@Test
	void recordOfItsLimitsPromisesNoMoreThanItCanDo() throws Exception {
		ShimmySidecar sidecar = this.bench.create(options());
		sidecar.ensureReady(LIMIT);
		int distinct = longest(sidecar, "prompt of distinct words", (words) -> new Call(distinctWords(words), 1))
			.promptTokens();
		longest(sidecar, "prompt of one word", (words) -> new Call("the ".repeat(words), 1));
		int asked = longest(sidecar, "answer", (tokens) -> new Call(STORY, tokens)).promptTokens();
		GenerationLimits limits = ServerCapabilities.SHIMMY_2.limits();
		print("the record says: prompt %d, prompt and answer %d", limits.promptTokens(), limits.contextTokens());
		assertThat(distinct).isGreaterThanOrEqualTo(limits.promptTokens());
		JsonNode promised = json(ask(sidecar, STORY, limits.contextTokens() - asked));
		assertThat(promised.at("/choices/0/finish_reason").asString()).isIn("length", "stop");
	}

	/** What the largest call used that still succeeds, found by halving. */
	private Usage longest(ShimmySidecar sidecar, String what, IntFunction<Call> calls) throws Exception {
		int good = 1;
		int bad = TOO_MANY;
		Usage usage = new Usage(0, 0, "");
		while (bad - good > 1) {
			int middle = (good + bad) / 2;
			Call call = calls.apply(middle);
			HttpResponse<String> response = ask(sidecar, call.prompt(), call.maxTokens());
			if (response.statusCode() == 200) {
				good = middle;
				usage = Usage.of(json(response));
			}
			else {
				bad = middle;
				// A failure may have poisoned it.
				sidecar.restart().get();
			}
		}
		print("longest %s: %d prompt tokens, %d answer tokens, ended by '%s' (%d goes, %d %s)", what,
				usage.promptTokens(), usage.answerTokens(), usage.finish(), good, bad,
				(bad == TOO_MANY) ? "was not tried" : "fails");
		return usage;
	}

	/** Pairs of letters, none of which comes twice. */
	private static String distinctWords(int words) {
		return IntStream.range(0, words)
			.mapToObj((word) -> String.valueOf((char) ('A' + word % 26)) + (char) ('a' + word / 26))
			.collect(Collectors.joining(" "));
	}

	private static HttpResponse<String> ask(ShimmySidecar sidecar, String question, int maxTokens)
			throws IOException, InterruptedException {
		ServerEndpoint endpoint = sidecar.endpoint();
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.baseUrl() + "/chat/completions"))
			.header("Content-Type", "application/json")
			.timeout(LIMIT)
			.POST(HttpRequest.BodyPublishers.ofString("""
					{"model":"%s","stream":false,"temperature":0,"max_tokens":%d,
					"messages":[{"role":"user","content":"%s"}]}""".formatted(endpoint.wireModel(), maxTokens,
					question)));
		if (endpoint.apiKey() != null) {
			request.header("Authorization", "Bearer " + endpoint.apiKey().reveal());
		}
		return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private static void print(String format, Object... values) {
		System.out.println(String.format(Locale.ROOT, format, values));
	}

	/**
	 * What is asked.
	 *
	 * @param prompt the question
	 * @param maxTokens longest answer
	 */
	private record Call(String prompt, int maxTokens) {
	}

	/**
	 * What it took.
	 *
	 * @param promptTokens tokens of the prompt, markers included
	 * @param answerTokens tokens of the answer
	 * @param finish why it ended: 'stop' is the model's own wish and no limit
	 */
	private record Usage(int promptTokens, int answerTokens, String finish) {

		static Usage of(JsonNode answer) {
			return new Usage(answer.at("/usage/prompt_tokens").asInt(0), answer.at("/usage/completion_tokens").asInt(0),
					answer.at("/choices/0/finish_reason").asString(""));
		}

	}

}
