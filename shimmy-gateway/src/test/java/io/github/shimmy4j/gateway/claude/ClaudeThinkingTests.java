package io.github.shimmy4j.gateway.claude;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Thinking on its way to the client, and back with the next request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaudeThinkingTests {

	private static final String TEMPLATE = "{% if enable_thinking %}<|im_start|>{% endif %}{{ tools }}";

	private static final String QUESTION = ClaudeRoutesTests
		.user("repeat after me: <think> two and two </think> It is four.");

	private static final String ON = "'thinking':{'type':'enabled','budget_tokens':1024}";

	@TempDir
	static Path directory;

	private FakeGateway gateway;

	@BeforeAll
	void start() {
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.llamaServer(),
				"shimmy.model=" + TestModel.writeWithTemplate(directory.resolve("Thinker.gguf"), "llama", TEMPLATE));
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	private HttpResponse<String> ask(String messages, String... fields) {
		return this.gateway.post("/v1/messages", ClaudeRoutesTests.body(messages, fields));
	}

	private JsonNode thought() {
		JsonNode content = FakeGateway.json(ask(QUESTION, ON)).path("content");
		assertThat(content.valueStream().map((block) -> block.path("type").asString())).as(content.toString())
			.containsExactly("thinking", "text");
		assertThat(content.at("/0/thinking").asString()).contains("two and two");
		assertThat(content.at("/0/signature").asString()).isNotBlank();
		assertThat(content.at("/1/text").asString()).contains("It is four.").doesNotContain("two and two");
		return content;
	}

	/** The assistant's turn as the server gets it. */
	private JsonNode sent(String content) {
		HttpResponse<String> next = ask(
				QUESTION + ",{'role':'assistant','content':" + content + "}," + ClaudeRoutesTests.user("And then?"),
				ON);
		assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
		return this.gateway.lastRequest().at("/body/messages/1");
	}

	@Test
	void thinkingComesBackToTheServerAsItWas() {
		JsonNode content = thought();
		JsonNode sent = sent(content.toString());
		assertThat(sent.path("reasoning_content").asString()).as(sent.toString())
			.isEqualTo(content.at("/0/thinking").asString());
		assertThat(sent.path("content").asString()).isEqualTo(content.at("/1/text").asString());
	}

	@Test
	void thinkingOfAnotherModelOrChangedThinkingIsLeftOut() {
		JsonNode content = thought();
		for (String foreign : List.of(content.toString().replace(content.at("/0/signature").asString(), "ErUBCkYIBRgC"),
				content.toString().replace("two and two", "three and one"),
				"[{'type':'redacted_thinking','data':'abc'}," + content.get(1) + "]")) {
			JsonNode sent = sent(foreign);
			assertThat(sent.has("reasoning_content")).as(sent.toString()).isFalse();
			assertThat(sent.path("content").asString()).contains("It is four.");
		}
	}

	@Test
	void streamedThinkingIsSignedBeforeItsBlockEnds() {
		List<JsonNode> events = ClaudeRoutesTests.events(ask(QUESTION, ON, "'stream':true"));
		assertThat(ClaudeRoutesTests.types(events)).endsWith("message_stop");
		List<JsonNode> first = events.stream()
			.filter((event) -> event.has("index") && event.path("index").asInt() == 0)
			.toList();
		assertThat(first.get(0).at("/content_block/type").asString()).isEqualTo("thinking");
		assertThat(first.get(first.size() - 1).path("type").asString()).isEqualTo("content_block_stop");
		String signature = first.get(first.size() - 2).at("/delta/signature").asString();
		String thinking = first.stream()
			.map((event) -> event.at("/delta/thinking").asString(""))
			.collect(Collectors.joining());
		assertThat(thinking).contains("two and two");
		JsonNode sent = sent("[{'type':'thinking','thinking':'%s','signature':'%s'},{'type':'text','text':'Four.'}]"
			.formatted(thinking, signature));
		assertThat(sent.path("reasoning_content").asString()).isEqualTo(thinking);
	}

	@Test
	void disabledThinkingIsSwitchedOff() {
		JsonNode content = FakeGateway.json(ask(QUESTION, "'thinking':{'type':'disabled'}")).path("content");
		assertThat(content.valueStream().map((block) -> block.path("type").asString())).containsExactly("text");
		assertThat(this.gateway.lastRequest().toString()).contains("\"enable_thinking\":false");
	}

}
