package io.github.shimmy4j.gateway.claude;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.bucket4j.TimeMeter;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.admission.CallerRates;
import io.github.shimmy4j.gateway.admission.FairUses;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.Turns;
import io.github.shimmy4j.protocol.claude.ClaudeRequest;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault R4: a stream whose server has died before anything was sent to it. */
class ClaudeRepeatTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final ShimmyException END = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server aborted",
			null, 134, List.of("assertion failed"));

	private final MockServerHttpResponse response = new MockServerHttpResponse();

	private CountingServer server;

	private int deadPort;

	@BeforeEach
	void start() throws IOException {
		this.server = new CountingServer();
		try (ServerSocket dead = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.deadPort = dead.getLocalPort();
		}
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	/** A server that never listened, whose end is known after a while. */
	private Use dead(Duration after) {
		Use use = new Use(CountingServer.endpoint(this.deadPort, "m"), new CompletableFuture<>());
		use.lost().completeOnTimeout(END, after.toMillis(), TimeUnit.MILLISECONDS);
		return use;
	}

	private Use alive() {
		return new Use(this.server.endpoint("m"), new CompletableFuture<>());
	}

	private String ask(Use... uses) {
		return ask(ClaudeCountsTests.generations(), uses);
	}

	private String ask(Generations generations, Use... uses) {
		Conversation asked = ClaudeRequest
			.messages(JsonMapper.shared()
				.readTree(ClaudeRoutesTests.body(ClaudeRoutesTests.user("Hello"), "'stream':true")))
			.conversation();
		FairUses source = new FairUses(new Servers(new ArrayDeque<>(List.of(uses))), 8, 1,
				new CallerRates(TimeMeter.SYSTEM_NANOTIME), System::nanoTime);
		generations
			.answer(CompletionRequest.of(asked), new ClaudeDialect(asked.answer(), ClaudeErrors::told),
					new Turns(source, LIMIT, System::nanoTime), this.response)
			.block(LIMIT);
		return this.response.getBodyAsString().block(LIMIT);
	}

	private static int starts(String answer) {
		return answer.split("event: message_start", -1).length - 1;
	}

	@Test
	void repeatedRequestStartsItsMessageOnceThoughTheFirstAttemptHadStartedIt() {
		String answer = ask(dead(Duration.ofMillis(500)), alive());
		assertThat(answer.indexOf("event: ping")).as(answer)
			.isPositive()
			.isLessThan(answer.indexOf("event: content_block_start"));
		assertThat(starts(answer)).as(answer).isOne();
		assertThat(answer).contains("\"text\":\"Hi\"").endsWith("{\"type\":\"message_stop\"}\n\n");
		assertThat(this.server.asked("/v1/chat/completions", "Hello")).isOne();
	}

	@Test
	void repeatedRequestStartsItsMessageWithTheCountOfTheSecondServer() {
		// A ping would come first on a machine that is too slow.
		String answer = ask(ClaudeCountsTests.generations(LIMIT), dead(Duration.ZERO), alive());
		assertThat(starts(answer)).as(answer).isOne();
		assertThat(answer).startsWith("event: message_start")
			.contains("\"input_tokens\":" + CountingServer.tokens("Hello"))
			.endsWith("{\"type\":\"message_stop\"}\n\n");
	}

	@Test
	void requestThatWasNeverSentEndsWithAnErrorEventOnceItsStreamIsOpen() {
		String answer = ask(dead(Duration.ofMillis(300)), dead(Duration.ofMillis(300)), alive());
		assertThat(this.response.getStatusCode().value()).isEqualTo(200);
		assertThat(starts(answer)).as(answer).isOne();
		assertThat(answer.split("event: error", -1)).hasSize(2);
		assertThat(answer.substring(answer.indexOf("event: error"))).contains("api_error").doesNotContain("ping");
		assertThat(this.server.asked("/v1/chat/completions", "Hello")).isZero();
	}

	@Test
	void requestThatWasNeverSentHasAStatusWhileItsStreamIsClosed() {
		// A ping would come first on a machine that is too slow.
		String answer = ask(ClaudeCountsTests.generations(LIMIT), dead(Duration.ZERO), dead(Duration.ZERO), alive());
		assertThat(this.response.getStatusCode().value()).as(answer).isEqualTo(502);
		assertThat(JsonMapper.shared().readTree(answer).at("/error/type").asString()).isEqualTo("api_error");
		assertThat(this.response.getHeaders().getContentType()).hasToString("application/json");
	}

	/** Servers one after the other. */
	private record Servers(Queue<Use> uses) implements UseSource {

		@Override
		public CompletableFuture<ServerUse> use() {
			return CompletableFuture.completedFuture(this.uses.remove());
		}

		@Override
		public String queue() {
			return "nobody waits";
		}

		@Override
		public Duration lossNotice() {
			return Duration.ofSeconds(5);
		}

		@Override
		public List<String> outputTail() {
			return List.of();
		}

	}

	private record Use(ServerEndpoint endpoint, CompletableFuture<ShimmyException> lost) implements ServerUse {

		@Override
		public void succeeded() {
		}

		@Override
		public void failed(ShimmyException failure) {
		}

		@Override
		public void close() {
		}

	}

}
