package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.contract.LlamaServerToolContractTests;
import io.github.shimmy4j.contract.RealParts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forced calls on the real llama-server with the real model. It is too small to choose
 * well, so this is about the form of what it says.
 */
@Tag("real-shimmy")
@Timeout(600)
class RealLlamaServerToolTests {

	private static final int RUNS = 20;

	/** Two threads wait for each other by spinning, which a busy machine punishes. */
	private static final String ONE_THREAD = "shimmy.args=--threads,1";

	private static final ToolCallback WEATHER = FunctionToolCallback
		.<String, String>builder("get_weather", (in) -> "sun")
		.description("Tells the weather")
		.inputType(String.class)
		.inputSchema("""
				{"type":"object","properties":{"city":{"type":"string","maxLength":12},
				"unit":{"enum":["celsius","kelvin"]},"days":{"type":"integer","minimum":1,"maximum":7}},
				"required":["city","unit","days"],"additionalProperties":false}""")
		.build();

	@Test
	void everyEmulatedCallFollowsTheSchemaOfItsTool(@TempDir Path directory) {
		try (FakeChat chat = FakeChat.start(directory, RealParts.llamaServer(), RealParts.model(), ONE_THREAD)) {
			for (int run = 0; run < RUNS; run++) {
				assertValid(answer(chat, List.of(new UserMessage("What is the weather in Paris?")), run, 0.5));
			}
		}
	}

	/**
	 * The talk has calls already, and asks for each in its form: without them the model
	 * writes text before its call, as the server's grammar allows.
	 */
	@Test
	void everyCallByTheTemplateFollowsTheSchemaOfItsTool(@TempDir Path directory) throws IOException {
		List<Message> talk = new ArrayList<>();
		for (String city : List.of("Paris", "Rome", "Oslo")) {
			String arguments = arguments(city, 1);
			talk.add(new UserMessage("use get_weather " + arguments));
			talk.add(AssistantMessage.builder()
				.content("")
				.toolCalls(List.of(new ToolCall("c" + city, "function", "get_weather", arguments)))
				.build());
			talk.add(ToolResponseMessage.builder()
				.responses(List.of(new ToolResponse("c" + city, "get_weather", "Sunny")))
				.build());
			talk.add(new AssistantMessage("It is sunny in " + city + "."));
		}
		try (FakeChat chat = FakeChat.start(directory, RealParts.llamaServer(), RealParts.model(),
				ONE_THREAD + ",--chat-template-file," + LlamaServerToolContractTests.template(directory))) {
			for (int run = 0; run < RUNS; run++) {
				List<Message> asked = new ArrayList<>(talk);
				String city = (run % 2 == 0) ? "Berlin" : "Madrid";
				asked.add(new UserMessage("use get_weather " + arguments(city, 1 + run % 7)));
				assertValid(answer(chat, asked, run, 0));
			}
		}
	}

	private static String arguments(String city, int days) {
		return "{\"city\":\"%s\",\"unit\":\"celsius\",\"days\":%d}".formatted(city, days);
	}

	/** Every second answer is streamed. */
	private static List<ToolCall> answer(FakeChat chat, List<Message> messages, int run, double temperature) {
		Prompt prompt = new Prompt(messages,
				OpenAiChatOptions.builder()
					.toolCallbacks(List.of(WEATHER))
					.toolChoice("required")
					.parallelToolCalls(false)
					.temperature(temperature)
					.seed(run)
					.maxTokens(200)
					.build());
		List<ChatResponse> chunks = (run % 2 == 0) ? List.of(chat.model().call(prompt))
				: chat.model().stream(prompt).collectList().block();
		return chunks.stream()
			.flatMap((chunk) -> chunk.getResults().stream())
			.flatMap((generation) -> generation.getOutput().getToolCalls().stream())
			.toList();
	}

	private static void assertValid(List<ToolCall> calls) {
		assertThat(calls).isNotEmpty().allSatisfy((call) -> {
			assertThat(call.name()).isEqualTo("get_weather");
			JsonNode arguments = JsonMapper.shared().readTree(call.arguments());
			assertThat(arguments.propertyNames()).containsExactlyInAnyOrder("city", "unit", "days");
			assertThat(arguments.path("city").asString()).hasSizeLessThanOrEqualTo(12);
			assertThat(arguments.path("unit").asString()).isIn("celsius", "kelvin");
			assertThat(arguments.path("days").asInt()).isBetween(1, 7);
		});
	}

}
