package io.github.shimmy4j.engine.http;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.ModelException;
import io.github.shimmy4j.engine.model.ModelException.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/** Completions of a text over HTTP. */
class CompletionsRouteTests {

	private static final String PATH = "/v1/completions";

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void completionGivesTheWholeText() throws Exception {
		JsonNode answer = json(complete("\"prompt\":\"Why not\""));
		assertThat(answer.path("id").asString()).matches("cmpl-[0-9a-f]{32}");
		assertThat(answer.path("object").asString()).isEqualTo("text_completion");
		assertThat(answer.path("model").asString()).isEqualTo("m");
		assertThat(answer.path("system_fingerprint").asString()).isEqualTo("shimmy4j-engine-1");
		assertThat(answer.path("choices"))
			.hasToString("[{\"text\":\"The answer\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}]");
		assertThat(answer.path("usage")).hasToString("{\"prompt_tokens\":3,\"completion_tokens\":3,\"total_tokens\":6,"
				+ "\"prompt_tokens_details\":{\"cached_tokens\":0}}");
	}

	@Test
	void completionStreamsEachTokenAsAnEvent() throws Exception {
		HttpResponse<String> response = complete(
				"\"prompt\":[\"Why\"],\"stream\":true,\"stream_options\":{\"include_usage\":true}");
		assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
		List<String> events = events(response);
		assertThat(events).hasSize(5).last().isEqualTo("[DONE]");
		assertThat(events.subList(0, 4)).allMatch((event) -> event.contains("\"object\":\"text_completion\""));
		assertThat(events.get(0)).contains("\"text\":\"The\"", "\"finish_reason\":null");
		assertThat(events.get(1)).contains("\"text\":\" answer\"");
		assertThat(events.get(2)).contains("\"text\":\"\"", "\"finish_reason\":\"stop\"");
		assertThat(events.get(3)).contains("\"choices\":[]", "\"usage\":{\"prompt_tokens\":2,");
	}

	@Test
	void usageIsOnlyStreamedOnRequest() throws Exception {
		assertThat(complete("\"prompt\":\"Why\",\"stream\":true").body()).doesNotContain("usage");
	}

	@Test
	void echoPutsThePromptFirst() throws Exception {
		assertThat(json(complete("\"prompt\":\"Why? \",\"echo\":true")).at("/choices/0/text").asString())
			.isEqualTo("Why? The answer");
		List<String> events = events(complete("\"prompt\":\"Why? \",\"echo\":true,\"stream\":true"));
		assertThat(events.get(0)).contains("\"text\":\"Why? \"", "\"finish_reason\":null");
		assertThat(events.get(1)).contains("\"text\":\"The\"");
	}

	@Test
	void stopStringEndsTheTextBeforeIt() throws Exception {
		JsonNode answer = json(complete("\"prompt\":\"Why\",\"stop\":\" ans\""));
		assertThat(answer.at("/choices/0/text").asString()).isEqualTo("The");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
	}

	@Test
	void limitedTextEndsByLength() throws Exception {
		JsonNode answer = json(complete("\"prompt\":\"Why\",\"max_tokens\":1"));
		assertThat(answer.at("/choices/0/text").asString()).isEqualTo("The");
		assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
	}

	/** As OpenAI does. A model without a limit could go on to the end of its context. */
	@Test
	void limitIsSixteenTokensUnlessTheRequestHasOne() throws Exception {
		this.server.model.answer = Collections.nCopies(40, "word ");
		assertThat(json(complete("\"prompt\":\"Why\"")).at("/usage/completion_tokens").asInt()).isEqualTo(16);
		assertThat(json(complete("\"prompt\":\"Why\",\"max_tokens\":20")).at("/usage/completion_tokens").asInt())
			.isEqualTo(20);
	}

	@Test
	void otherModelIsNotFound() throws Exception {
		HttpResponse<String> response = this.server.post(PATH, "{\"model\":\"x\",\"prompt\":\"Why\"}");
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).contains("model_not_found");
	}

	@Test
	void promptOverTheContextIsRefusedByName() throws Exception {
		HttpResponse<String> response = complete("\"stream\":true,\"prompt\":\"" + "word ".repeat(100) + "\"");
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode error = JsonMapper.shared().readTree(response.body()).path("error");
		assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
		assertThat(error.path("param").asString()).isEqualTo("prompt");
		assertThat(error.path("message").asString()).contains("100 tokens", "101 tokens");
	}

	/** To continue no token at all would end the process. */
	@Test
	void promptWithoutATokenIsRefused() throws Exception {
		HttpResponse<String> response = complete("\"prompt\":\"\"");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("prompt must not be empty");
		assertThat(this.server.model.generated).hasValue(0);
	}

	@Test
	void textThatFailsBeforeItsFirstTokenHasAStatus() throws Exception {
		this.server.model.failure = new ModelException(Kind.FAILED, "broken");
		HttpResponse<String> response = complete("\"prompt\":\"Why\",\"stream\":true,\"echo\":true");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.body()).contains("\"code\":\"generation_failed\"");
	}

	@Test
	void clientWithoutAPlaceToWaitIsSentAway() throws Exception {
		this.server.model.gate = new CountDownLatch(1);
		try (Socket running = connectAndPost(); Socket waiting = connectAndPost()) {
			this.server.await(1, 1);
			HttpResponse<String> response = complete("\"prompt\":\"Why\"");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.headers().firstValue("retry-after")).hasValue("1");
		}
	}

	@Test
	void clientThatLeavesEndsItsGeneration() throws Exception {
		this.server.model.endless = true;
		try (Socket client = connectAndPost()) {
			this.server.await(1, 0);
		}
		this.server.awaitIdle();
		assertThat(this.server.model.ended).hasValue(1);
	}

	private Socket connectAndPost() throws IOException {
		String body = "{\"model\":\"m\",\"prompt\":\"Why\"}";
		Socket socket = this.server.connect();
		ServerUnderTest.say(socket, ServerUnderTest.POST_HEAD.replace("/v1/chat/completions", PATH) + "Content-Length: "
				+ body.length() + "\r\n\r\n" + body);
		return socket;
	}

	private HttpResponse<String> complete(String fields) throws IOException, InterruptedException {
		return this.server.post(PATH, "{\"model\":\"m\"," + fields + "}");
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private static List<String> events(HttpResponse<String> response) {
		return response.body()
			.lines()
			.filter((line) -> line.startsWith("data: "))
			.map((line) -> line.substring("data: ".length()))
			.toList();
	}

}
