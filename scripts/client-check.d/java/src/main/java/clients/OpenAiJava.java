package clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;

/** OpenAI's Java SDK. */
final class OpenAiJava implements Client {

	static final List<String> UNKNOWN_MODEL = List.of("no-such-model", "model_not_found");

	private final OpenAIClient client;

	OpenAiJava(String url) {
		this.client = OpenAIOkHttpClient.builder()
			.baseUrl(url + "/v1")
			.apiKey("sk-local")
			.maxRetries(Checks.NO_RETRIES)
			.timeout(Duration.ofMinutes(5))
			.build();
	}

	@Override
	public String errors() {
		return "com.openai.errors";
	}

	private static ChatCompletionCreateParams.Builder asks(String model, String text, int mostTokens,
			double temperature) {
		return ChatCompletionCreateParams.builder()
			.model(model)
			.maxCompletionTokens(mostTokens)
			.temperature(temperature)
			.addUserMessage(text);
	}

	private ChatCompletionMessage message(ChatCompletionCreateParams asked) {
		// Checks all fields that the SDK's types require.
		return this.client.chat().completions().create(asked).validate().choices().get(0).message();
	}

	@Override
	public String whole(String model, int mostTokens, double temperature) {
		return message(asks(model, QUESTION, mostTokens, temperature).build()).content().orElseThrow();
	}

	@Override
	public List<String> stream(String model, String text, int mostTokens, int mostParts) {
		List<String> parts = new ArrayList<>();
		try (StreamResponse<ChatCompletionChunk> answer = this.client.chat()
			.completions()
			.createStreaming(asks(model, text, mostTokens, 0).build())) {
			Iterator<ChatCompletionChunk> chunks = answer.stream().iterator();
			while (parts.size() < mostParts && chunks.hasNext()) {
				chunks.next()
					.validate()
					.choices()
					.forEach((choice) -> choice.delta().content().filter((said) -> !said.isEmpty()).ifPresent(parts::add));
			}
		}
		return parts;
	}

	@Override
	public Round tools(String model) {
		ChatCompletionFunctionTool tool = ChatCompletionFunctionTool.builder()
			.function(FunctionDefinition.builder()
				.name(TOOL)
				.description("Tells the weather of a city.")
				.parameters(FunctionParameters.builder()
					.putAdditionalProperty("type", JsonValue.from("object"))
					.putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
					.putAdditionalProperty("required", JsonValue.from(List.of("city")))
					.build())
				.build())
			.build();
		ChatCompletionCreateParams first = asks(model, WEATHER, 100, 0).addTool(tool)
			.toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
			.build();
		ChatCompletionMessage said = message(first);
		ChatCompletionMessageFunctionToolCall call = said.toolCalls().orElseThrow().get(0).asFunction();
		ChatCompletionCreateParams.Builder second = asks(model, WEATHER, 24, 0).addTool(tool)
			.toolChoice(ChatCompletionToolChoiceOption.Auto.NONE)
			.addMessage(said);
		said.toolCalls()
			.orElseThrow()
			.forEach((each) -> second.addMessage(
					ChatCompletionToolMessageParam.builder().toolCallId(each.asFunction().id()).content(RESULT).build()));
		return new Round(call.function().arguments(), message(second.build()).content().orElseThrow());
	}

	@Override
	public String schema(String model) {
		ResponseFormatJsonSchema form = ResponseFormatJsonSchema.builder()
			.jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
				.name("place")
				.schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
					.putAdditionalProperty("type", JsonValue.from("object"))
					.putAdditionalProperty("properties",
							JsonValue.from(Map.of("country", Map.of("type", "string", "enum", COUNTRIES))))
					.putAdditionalProperty("required", JsonValue.from(List.of("country")))
					.build())
				.build())
			.build();
		return message(asks(model, QUESTION, 48, 0).responseFormat(form).build()).content().orElseThrow();
	}

	@Override
	public int status(Throwable refused) {
		return ((OpenAIServiceException) refused).statusCode();
	}

	@Override
	public String told(Throwable refused) {
		return told((OpenAIServiceException) refused);
	}

	static String told(OpenAIServiceException refused) {
		return refused.code().orElse("no code") + ", " + refused.param().orElse("no param") + ": " + refused.getMessage();
	}

	@Override
	public List<String> unknownModel() {
		return UNKNOWN_MODEL;
	}

}
