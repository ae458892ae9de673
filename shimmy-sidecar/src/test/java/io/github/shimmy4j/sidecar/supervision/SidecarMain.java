package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.process.ChildProcess;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.support.OtherJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts a sidecar, asks it a question and stops it, again and again, and says before
 * each what it does.
 */
final class SidecarMain {

	/** All that it says, in this order. */
	static final List<String> WORDS = List.of("starting", "spawning", "spawned", OtherJvm.RUNNING, "answering",
			"stopping");

	/** An answer of the fake takes this, and one of real shimmy no less. */
	static final Duration ANSWER = Duration.ofMillis(600);

	private static final int TOKENS = 20;

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private SidecarMain() {
	}

	public static void main(String... arguments) throws Exception {
		SidecarBench bench = new SidecarBench(Path.of(arguments[0]));
		boolean real = "real".equals(System.getProperty("server"));
		FakeShimmyBinary fake = FakeShimmyBinary.version("1.7.4").with(Fault.TOKEN_DELAY, ANSWER.dividedBy(TOKENS));
		ShimmySidecar sidecar = bench.create(real ? RealShimmy.options() : bench.install(fake), talking());
		while (true) {
			System.out.println("starting");
			sidecar.start().join();
			OtherJvm.run();
			ask(sidecar);
			System.out.println("stopping");
			sidecar.stop().join();
		}
	}

	private static ProcessLauncher talking() {
		return (spec, listener) -> {
			System.out.println("spawning");
			ChildProcess child = ProcessLauncher.system().launch(spec, listener);
			System.out.println("spawned");
			return child;
		};
	}

	private static void ask(ShimmySidecar sidecar) throws IOException, InterruptedException {
		try (ServerUse use = sidecar.use().join()) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(use.endpoint().baseUrl() + "/chat/completions"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("""
						{"model":"%s","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"%s"}]}"""
					.formatted(use.endpoint().wireModel(), "Count to %d and on".formatted(TOKENS))))
				.build();
			// Its first line is sent before the first token is there.
			HttpResponse<Stream<String>> response = HTTP.send(request, HttpResponse.BodyHandlers.ofLines());
			System.out.println("answering");
			try (Stream<String> lines = response.body()) {
				assertThat(lines).contains("data: [DONE]");
			}
		}
	}

}
