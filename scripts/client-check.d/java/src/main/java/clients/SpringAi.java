package clients;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.openai.errors.OpenAIServiceException;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** Spring AI's models, each as an application has it without Spring Boot's help. */
final class SpringAi implements Client {

	private static final Pattern STATUS = Pattern.compile("\\b([45][0-9]{2})\\b");

	private static final String SCHEMA = """
			{"type": "object", "properties": {"country": {"type": "string", "enum": ["France", "Spain"]}},
			 "required": ["country"], "additionalProperties": false}
			""";

	private final ChatModel chat;

	private final Function<Asked, ChatOptions> options;

	private final String errors;

	private SpringAi(ChatModel chat, Function<Asked, ChatOptions> options, String errors) {
		this.chat = chat;
		this.options = options;
		this.errors = errors;
	}

	static Client openAi(String url) {
		OpenAiChatOptions defaults = OpenAiChatOptions.builder()
			.baseUrl(url + "/v1")
			.apiKey("sk-local")
			.maxRetries(Checks.NO_RETRIES)
			.build();
		return new SpringAi(OpenAiChatModel.builder().options(defaults).build(), (asked) -> {
			OpenAiChatOptions.Builder made = defaults.mutate();
			made.model(asked.model()).maxTokens(asked.mostTokens()).temperature(asked.temperature());
			if (asked.tools()) {
				made.toolCallbacks(List.of(weather())).toolChoice(asked.required() ? "required" : "none");
			}
			if (asked.schema()) {
				made.outputSchema(SCHEMA);
			}
			return made.build();
		}, "com.openai.errors");
	}

	static Client ollama(String url) {
		OllamaChatModel chat = OllamaChatModel.builder()
			.ollamaApi(OllamaApi.builder().baseUrl(url).build())
			.options(OllamaChatOptions.builder().build())
			.build();
		return new SpringAi(chat, (asked) -> {
			OllamaChatOptions.Builder made = OllamaChatOptions.builder();
			made.model(asked.model()).numPredict(asked.mostTokens()).temperature(asked.temperature());
			if (asked.tools() && asked.required()) {
				made.toolCallbacks(List.of(weather()));
			}
			if (asked.schema()) {
				made.outputSchema(SCHEMA);
			}
			return made.build();
		}, "org.springframework");
	}

	private static FunctionToolCallback<Map<String, Object>, String> weather() {
		return FunctionToolCallback.builder(TOOL, (Map<String, Object> arguments) -> RESULT)
			.description("Tells the weather of a city.")
			.inputType(Map.class)
			.inputSchema("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}")
			.build();
	}

	@Override
	public String errors() {
		return this.errors;
	}

	private AssistantMessage message(Asked asked, Message... messages) {
		return this.chat.call(new Prompt(List.of(messages), this.options.apply(asked))).getResult().getOutput();
	}

	@Override
	public String whole(String model, int mostTokens, double temperature) {
		return message(new Asked(model, mostTokens, temperature, false, false, false), new UserMessage(QUESTION))
			.getText();
	}

	@Override
	public List<String> stream(String model, String text, int mostTokens, int mostParts) {
		Asked asked = new Asked(model, mostTokens, 0, false, false, false);
		return this.chat.stream(new Prompt(text, this.options.apply(asked)))
			.mapNotNull((part) -> (part.getResult() != null) ? part.getResult().getOutput().getText() : null)
			.filter((said) -> !said.isEmpty())
			.take(mostParts)
			.collectList()
			.block();
	}

	@Override
	public Round tools(String model) {
		UserMessage question = new UserMessage(WEATHER);
		AssistantMessage said = message(new Asked(model, 100, 0, true, true, false), question);
		List<ToolResponse> results = said.getToolCalls()
			.stream()
			.map((call) -> new ToolResponse(call.id(), call.name(), RESULT))
			.toList();
		if (results.isEmpty()) {
			throw new AssertionError("The model has not called the tool, but said: " + said.getText());
		}
		AssistantMessage last = message(new Asked(model, 24, 0, true, false, false), question, said,
				ToolResponseMessage.builder().responses(results).build());
		return new Round(said.getToolCalls().get(0).arguments(), String.valueOf(last.getText()));
	}

	@Override
	public String schema(String model) {
		return message(new Asked(model, 48, 0, false, false, true), new UserMessage(QUESTION)).getText();
	}

	@Override
	public int status(Throwable refused) {
		if (refused instanceof OpenAIServiceException told) {
			return told.statusCode();
		}
		Matcher number = STATUS.matcher(String.valueOf(refused.getMessage()));
		return number.find() ? Integer.parseInt(number.group(1)) : 0;
	}

	@Override
	public String told(Throwable refused) {
		if (refused instanceof OpenAIServiceException told) {
			return OpenAiJava.told(told);
		}
		// Streams of Ollama's protocol fail with the exception of Spring's WebClient.
		return (refused instanceof WebClientResponseException told) ? told.getResponseBodyAsString()
				: String.valueOf(refused.getMessage());
	}

	@Override
	public List<String> unknownModel() {
		return this.errors.startsWith("com.openai") ? OpenAiJava.UNKNOWN_MODEL : List.of("no-such-model");
	}

	/** The wishes of a request, before they become options of a model. */
	private record Asked(String model, int mostTokens, double temperature, boolean tools, boolean required,
			boolean schema) {
	}

}
