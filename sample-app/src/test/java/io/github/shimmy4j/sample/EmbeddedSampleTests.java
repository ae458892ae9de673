package io.github.shimmy4j.sample;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.model.LocalModel;
import io.github.shimmy4j.model.ModelLocation.ServerFit;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sample.SampleClient.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiChatModel.ResponseFormat;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The sample on the embedded engine and a real model, which it fetches if need be. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class EmbeddedSampleTests {

	private static final String QUESTION = "What is the capital of France?";

	@LocalServerPort
	int port;

	@Autowired
	ModelRegistry models;

	@Autowired
	ChatClient chat;

	@Autowired
	ChatModel model;

	SampleClient client;

	@DynamicPropertySource
	static void shimmy(DynamicPropertyRegistry registry) {
		registry.add("shimmy.binary.source", () -> "embedded");
		registry.add("shimmy.models-dir", () -> SharedModels.directory().toString());
		registry.add("shimmy.preferred-port", () -> 0);
		registry.add("shimmy.chat.max-tokens", () -> 60);
	}

	@BeforeEach
	void connect() {
		this.client = new SampleClient(this.port);
	}

	@Test
	void chatKnowsTheCapitalOfFrance() {
		HttpResponse<String> response = this.client.ask("/chat", QUESTION);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(SampleClient.json(response).path("answer").asString()).contains("Paris");
	}

	@Test
	void questionIsAnsweredThroughTwoTools() {
		TwoTools tools = new TwoTools(this.model);
		String answer = tools.answer("What are the weather and the time in Paris?");
		assertThat(tools.calls).containsExactly("weather", "time");
		assertThat(answer).isNotBlank();
	}

	@Test
	void streamGivesTokensOneByOneAndThenDone() {
		List<Event> events = SampleClient.events(this.client.ask("/chat/stream", QUESTION));
		assertThat(events).hasSizeGreaterThan(5).last().extracting(Event::name).isEqualTo("done");
		assertThat(SampleClient.text(events)).contains("Paris");
	}

	@ParameterizedTest
	@ValueSource(strings = { "대한민국의 수도는 어디인가요? 한국어로 답하세요.", "Repeat after me: 🎉🎊🥳" })
	void answerToAQuestionThatIsNotAsciiStreamsToItsEnd(String question) {
		List<Event> events = SampleClient.events(this.client.ask("/chat/stream", question));
		assertThat(events).last().extracting(Event::name).isEqualTo("done");
		assertThat(SampleClient.text(events)).isNotBlank().doesNotContain("\uFFFD");
	}

	/** A schema that leaves no choice makes any model say the same. */
	@Test
	void answerHeldToASchemaStreamsWholeInAnyScript() {
		ResponseFormat format = ResponseFormat.builder().type(ResponseFormat.Type.JSON_SCHEMA).jsonSchema("""
				{"type":"object","properties":{"greeting":{"const":"안녕하세요 🎉🥳"}},"required":["greeting"],
				"additionalProperties":false}
				""").build();
		List<String> pieces = this.chat.prompt("Greet me.")
			.options(OpenAiChatOptions.builder().responseFormat(format))
			.stream()
			.content()
			.collectList()
			.block(Duration.ofSeconds(60));
		assertThat(pieces).hasSizeGreaterThan(5);
		assertThat(JsonMapper.shared().readTree(String.join("", pieces)).path("greeting").asString())
			.isEqualTo("안녕하세요 🎉🥳");
	}

	@Test
	void modelIsListedAsTheDefaultThatTheEngineRuns() {
		assertThat(this.models.listLocal()).filteredOn(LocalModel::isDefault).singleElement().satisfies((model) -> {
			assertThat(model.name()).isEqualTo("smollm2-135m-instruct");
			assertThat(model.fit()).isEqualTo(ServerFit.YES);
		});
	}

	@Test
	void promptOverTheContextIsRefusedAndTheServerLives() {
		HttpResponse<String> response = this.client.ask("/chat", "word ".repeat(9000));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
		assertThat(SampleClient.json(response).path("code").asString()).isEqualTo("CONTEXT_EXCEEDED");
		HttpResponse<String> health = this.client.get("/actuator/health");
		assertThat(SampleClient.json(health).at("/components/shimmy/status").asString()).as(health.body())
			.isEqualTo("UP");
		assertThat(SampleClient.json(health).at("/components/shimmy/details/effectiveAccelerator").asString())
			.isEqualTo("cpu");
	}

}
