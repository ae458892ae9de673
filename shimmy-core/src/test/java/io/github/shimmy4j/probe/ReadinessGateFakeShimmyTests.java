package io.github.shimmy4j.probe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.contract.ShimmyProcess;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.process.PortOwner;
import io.github.shimmy4j.process.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Tests for {@link ReadinessGate} against processes that behave as shimmy does. */
class ReadinessGateFakeShimmyTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(500);

	/** Long enough for a busy machine. */
	private static final Duration LONG_ENOUGH_TO_ASK = Duration.ofSeconds(3);

	private static final String ID = "s4j-0123456789abcdef";

	private static final Secret KEY = Secret.of("the-key-of-this-very-launch");

	@TempDir
	private static Path directory;

	private static ShimmyProcess first;

	private static ShimmyProcess second;

	private final ReadinessGate gate = new ReadinessGate(ServerClient.create(), System::nanoTime);

	@BeforeAll
	static void launch() throws IOException {
		first = serve(FakeShimmyBinary.version("1.7.4"));
		second = serve(FakeShimmyBinary.version("2.6.5"));
	}

	@AfterAll
	static void end() {
		first.close();
		second.close();
	}

	@AfterEach
	void clearFaults() throws Exception {
		control("DELETE", "");
	}

	@Test
	void awaitOfBothGenerationsLetsThemPassOnceTheyListen() throws Exception {
		assertThat(await(first, null, LIMIT)).isEqualTo(new GateResult.Passed(ID));
		assertThat(await(second, KEY, LIMIT)).isEqualTo(new GateResult.Passed(ID));
	}

	@Test
	void awaitOfAnotherLaunchsShimmyNeverLetsItPass() throws Exception {
		ProbedServer other = new ProbedServer(warm(first).port(), "s4j-fedcba9876543210", null);
		assertThat(this.gate.await(other, () -> PortOwner.UNKNOWN, new CompletableFuture<>(), SHORT)).isEqualTo(
				new GateResult.TimedOut("the server on port %d to list this launch's model".formatted(first.port())));
	}

	@Test
	void awaitOfAShimmyWithAnotherKeyNeverLetsItPass() throws Exception {
		warm(second);
		assertThat(await(second, Secret.of("the-key-of-another-launch"), SHORT))
			.isEqualTo(new GateResult.TimedOut("an answer on port " + second.port()));
	}

	@Test
	void awaitOfAServerThatListsOtherModelsNeverLetsItPass() throws Exception {
		try (ShimmyProcess shimmy = serve(FakeShimmyBinary.version("1.7.4").with(Fault.WRONG_MODEL_LIST))) {
			warm(shimmy);
			assertThat(await(shimmy, null, LONG_ENOUGH_TO_ASK)).asInstanceOf(type(GateResult.TimedOut.class))
				.extracting(GateResult.TimedOut::waitingFor)
				.asString()
				.contains("to list this launch's model");
		}
	}

	@Test
	void awaitOfAServerThatTakesAnyKeyNeverLetsItPass() throws Exception {
		try (ShimmyProcess shimmy = serve(FakeShimmyBinary.version("2.6.5").with(Fault.IGNORE_KEY))) {
			warm(shimmy);
			assertThat(await(shimmy, KEY, LONG_ENOUGH_TO_ASK)).asInstanceOf(type(GateResult.TimedOut.class))
				.extracting(GateResult.TimedOut::waitingFor)
				.asString()
				.contains("to refuse a wrong API key");
		}
	}

	@ParameterizedTest
	@CsvSource({ "generation-502, 502", "generation-500, 500", "status=429, 429" })
	void awaitOfAServerThatCannotGenerateQuotesItsAnswer(String fault, int status) throws Exception {
		warm(first);
		control("POST", fault);
		assertThat(await(first, null, LIMIT)).asInstanceOf(type(GateResult.CannotGenerate.class))
			.extracting((failure) -> failure.reply().status())
			.isEqualTo(status);
	}

	@Test
	void awaitOfAServerWhoseGenerationHangsFailsWhenTheTimeIsOver() throws Exception {
		warm(first);
		control("POST", "generation-hangs");
		assertThat(await(first, null, SHORT)).isInstanceOf(GateResult.CannotGenerate.class)
			.asString()
			.contains("no answer within the time limit");
	}

	private GateResult await(ShimmyProcess shimmy, Secret key, Duration limit) throws InterruptedException {
		CompletableFuture<Integer> exit = shimmy.process().onExit().thenApply(Process::exitValue);
		return this.gate.await(new ProbedServer(shimmy.port(), ID, key), () -> PortOwner.UNKNOWN, exit, limit);
	}

	/** The first answer takes long on a busy machine, and the limits here are short. */
	private static ShimmyProcess warm(ShimmyProcess shimmy) throws Exception {
		assertThat(shimmy.awaitBound().get("/v1/models", "Authorization", "Bearer " + KEY.reveal()).statusCode())
			.isEqualTo(200);
		return shimmy;
	}

	private static void control(String method, String faults) throws Exception {
		URI uri = URI.create("http://127.0.0.1:%d/__faults".formatted(first.awaitBound().port()));
		HttpRequest request = HttpRequest.newBuilder(uri)
			.method(method, HttpRequest.BodyPublishers.ofString(faults))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
			.isEqualTo(200);
	}

	private static ShimmyProcess serve(FakeShimmyBinary binary) throws IOException {
		Path own = Files.createTempDirectory(directory, "fake");
		TestModel.write(own.resolve("gguf").resolve(ID + ".gguf"));
		return ShimmyProcess.serve(binary.install(own), own, Map.of("SHIMMY_API_KEY", KEY.reveal()),
				own.resolve("gguf"));
	}

}
