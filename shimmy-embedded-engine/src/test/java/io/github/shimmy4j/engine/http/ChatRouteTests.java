package io.github.shimmy4j.engine.http;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;
import io.github.shimmy4j.engine.model.Sampling;
import io.github.shimmy4j.engine.schema.AnswerSchema;

import static org.assertj.core.api.Assertions.assertThat;

/** Chat completions over HTTP. */
class ChatRouteTests {

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void chatGivesTheWholeAnswer() throws Exception {
		this.server.model.cached = 1;
		JsonNode answer = JsonMapper.shared().readTree(this.server.chat("").body());
		assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("The answer");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(answer.path("usage").toString())
			.isEqualTo("{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5,"
					+ "\"prompt_tokens_details\":{\"cached_tokens\":1}}");
	}

	@Test
	void answerTellsTheTextThatHasEndedIt() throws Exception {
		JsonNode answer = JsonMapper.shared().readTree(this.server.chat("\"stop\":[\"ans\"],").body());
		assertThat(answer.at("/choices/0/stop_reason").asString()).isEqualTo("ans");
		assertThat(this.server.chat("\"stream\":true,\"stop\":[\"ans\"],").body())
			.contains("\"finish_reason\":\"stop\",\"stop_reason\":\"ans\"");
	}

	@Test
	void promptIsCountedWithoutAnAnswer() throws Exception {
		HttpResponse<String> counted = this.server.post("/v1/chat/completions/input_tokens", ServerUnderTest.body(""));
		assertThat(counted.statusCode()).as(counted.body()).isEqualTo(200);
		assertThat(JsonMapper.shared().readTree(counted.body()).path("input_tokens").asInt()).isEqualTo(2);
		assertThat(this.server.model.generated).hasValue(0);
	}

	/** The types of client libraries demand these fields, and take null for them. */
	@Test
	void answerHasTheFieldsOfOpenAiThatAreNull() throws Exception {
		JsonNode answer = JsonMapper.shared().readTree(this.server.chat("").body());
		assertThat(answer.at("/choices/0/message").propertyNames()).contains("refusal");
		assertThat(answer.at("/choices/0/message/refusal").isNull()).isTrue();
		assertThat(answer.at("/choices/0").propertyNames()).contains("logprobs");
		assertThat(answer.at("/choices/0/logprobs").isNull()).isTrue();
		assertThat(answer.path("system_fingerprint").asString()).isEqualTo("shimmy4j-engine-1");
	}

	@Test
	void eachChunkNamesTheBuild() throws Exception {
		assertThat(this.server.chat("\"stream\":true,").body().lines().filter((line) -> line.startsWith("data: {")))
			.isNotEmpty()
			.allMatch((line) -> line.contains("\"system_fingerprint\":\"shimmy4j-engine-1\""));
	}

	/** Without this, a cached prompt would look like a fast machine. */
	@Test
	void streamTellsHowMuchOfThePromptNeededNoReading() throws Exception {
		this.server.model.cached = 1;
		assertThat(this.server.chat("\"stream\":true,\"stream_options\":{\"include_usage\":true},").body())
			.contains("\"prompt_tokens_details\":{\"cached_tokens\":1}");
	}

	@Test
	void chatStreamsEachTokenAsAnEvent() throws Exception {
		List<String> lines = this.server.chat("\"stream\":true,")
			.body()
			.lines()
			.filter((line) -> !line.isEmpty())
			.toList();
		assertThat(lines).hasSize(5).allMatch((line) -> line.startsWith("data: ")).last().isEqualTo("data: [DONE]");
		assertThat(lines.get(2)).contains("\"delta\":{\"content\":\" answer\",\"role\":null}");
		assertThat(lines.get(3)).contains("\"finish_reason\":\"stop\"");
	}

	@Test
	void eachEventIsSentAtOnce() throws Exception {
		this.server.model.endless = true;
		try (Socket socket = this.server.connectAndPost(ServerUnderTest.body("\"stream\":true,"))) {
			byte[] begin = socket.getInputStream().readNBytes(600);
			assertThat(new String(begin, StandardCharsets.UTF_8)).contains("data: {", "\"content\":\"The\"");
		}
		this.server.awaitIdle();
	}

	@Test
	void answerThatFailsBeforeItsFirstTokenHasAStatus() throws Exception {
		this.server.model.failure = new ModelException(Kind.FAILED, "broken");
		HttpResponse<String> response = this.server.chat("\"stream\":true,");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.body()).contains("\"code\":\"generation_failed\"", "\"type\":\"server_error\"",
				"\"message\":\"Generation failed: broken\"");
	}

	@Test
	void failureWithoutAMessageIsToldInWords() throws Exception {
		this.server.model.failure = new IllegalStateException();
		assertThat(this.server.chat("").body())
			.contains("\"message\":\"Generation failed: a defect of the engine; its log has the details\"")
			.doesNotContain("Exception");
	}

	@Test
	void inputThatTheModelRefusesIsABadRequest() throws Exception {
		this.server.model.failure = new ModelException(Kind.BAD_INPUT, "not that");
		HttpResponse<String> response = this.server.chat("");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("not that", "invalid_request_error");
	}

	@Test
	void clientWithoutAPlaceToWaitIsSentAway() throws Exception {
		this.server.model.gate = new CountDownLatch(1);
		try (Socket running = this.server.connectAndPost(ServerUnderTest.body(""));
				Socket waiting = this.server.connectAndPost(ServerUnderTest.body(""))) {
			this.server.await(1, 1);
			HttpResponse<String> response = this.server.chat("");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.headers().firstValue("retry-after")).hasValue("1");
			assertThat(response.body()).contains("queue_full");
		}
	}

	@Test
	void readerThatStopsReadingIsGivenUp() throws Exception {
		this.server.model.endless = true;
		this.server.model.answer = List.of("x".repeat(10_000));
		try (Socket socket = new Socket()) {
			socket.setReceiveBufferSize(4096);
			socket.connect(this.server.address());
			ServerUnderTest.write(socket, ServerUnderTest.body("\"stream\":true,"));
			assertThat(socket.getInputStream().read()).isEqualTo('H');
			// The client is still connected.
			this.server.awaitIdle();
		}
		this.server.model.endless = false;
		assertThat(this.server.chat("\"max_tokens\":1,").statusCode()).isEqualTo(200);
	}

	@Test
	void clientThatLeavesEndsItsGeneration() throws Exception {
		this.server.model.gate = new CountDownLatch(1);
		this.server.model.endless = true;
		try (Socket running = this.server.connectAndPost(ServerUnderTest.body(""));
				Socket waiting = this.server.connectAndPost(ServerUnderTest.body(""))) {
			this.server.await(1, 1);
		}
		this.server.await(1, 0);
		this.server.model.gate.countDown();
		// The running answer is endless, and the waiting client never got one.
		this.server.awaitIdle();
		assertThat(this.server.model.ended).hasValue(1);
	}

	/** Each has at least one token: they are refused before a slot is taken. */
	@Test
	void moreMessagesThanTokensAreRefusedAtOnce() throws Exception {
		String message = ",{\"role\":\"user\",\"content\":\"\"}";
		this.server.model.gate = new CountDownLatch(1);
		try (Socket running = this.server.connectAndPost(ServerUnderTest.body(""));
				Socket waiting = this.server.connectAndPost(ServerUnderTest.body(""))) {
			this.server.await(1, 1);
			HttpResponse<String> response = this.server.post("/v1/chat/completions",
					ServerUnderTest.body("").replace("}]", "}" + message.repeat(100) + "]"));
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(response.body()).contains("\"code\":\"context_length_exceeded\"", "is 100 tokens",
					"at least 101 tokens");
		}
	}

	@Test
	void clientThatLeavesWhileItsPromptIsReadFreesItsSlot() throws Exception {
		this.server.model.readsWithoutEnd = true;
		try (Socket client = this.server.connectAndPost(ServerUnderTest.body(""))) {
			assertThat(this.server.model.reading.await(10, TimeUnit.SECONDS)).isTrue();
			this.server.await(1, 0);
		}
		this.server.awaitIdle();
		assertThat(this.server.model.generated).hasValueLessThanOrEqualTo(1);
	}

	@Test
	void stopStringHasABound() throws Exception {
		assertThat(this.server.chat("\"stop\":\"" + "x".repeat(1000) + "\",").statusCode()).isEqualTo(200);
		HttpResponse<String> response = this.server.chat("\"stop\":[\"" + "x".repeat(1001) + "\"],");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("invalid_stop", "1000 characters");
	}

	@Test
	void samplingReachesTheModel() throws Exception {
		this.server
			.chat("\"temperature\":0.5,\"top_p\":0.25,\"seed\":-1,\"frequency_penalty\":1,\"presence_penalty\":-1,"
					+ "\"response_format\":{\"type\":\"json_object\"},");
		AnswerSchema schema = this.server.model.sampling.schema();
		assertThat(this.server.model.sampling).isEqualTo(new Sampling(0.5, 0.25, Integer.MAX_VALUE, 1, -1, schema));
		assertThat(schema.grammar()).isEqualTo(AnswerSchema.anyObject().grammar());
	}

	@Test
	void schemaThatWouldBecomeAHugeGrammarIsRefused() throws Exception {
		assertThat(this.server
			.chat("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"items\":"
					+ "{\"minLength\":1000000000}}}},")
			.statusCode()).isEqualTo(400);
	}

}
