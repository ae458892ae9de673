package clients;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;

/** LangChain4j's models. They use the JDK's HttpClient, whose first request asks for HTTP/2. */
final class LangChain4j implements Client {

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private final ChatModel chat;

	private final StreamingChatModel streaming;

	/** Ollama's protocol has no choice of tools. */
	private final boolean chooses;

	private LangChain4j(ChatModel chat, StreamingChatModel streaming, boolean chooses) {
		this.chat = chat;
		this.streaming = streaming;
		this.chooses = chooses;
	}

	static Client openAi(String url) {
		return new LangChain4j(
				OpenAiChatModel.builder()
					.baseUrl(url + "/v1")
					.apiKey("sk-local")
					.maxRetries(Checks.NO_RETRIES)
					.timeout(LIMIT)
					.build(),
				OpenAiStreamingChatModel.builder().baseUrl(url + "/v1").apiKey("sk-local").timeout(LIMIT).build(),
				true);
	}

	static Client ollama(String url) {
		return new LangChain4j(
				OllamaChatModel.builder().baseUrl(url).maxRetries(Checks.NO_RETRIES).timeout(LIMIT).build(),
				OllamaStreamingChatModel.builder().baseUrl(url).timeout(LIMIT).build(), false);
	}

	@Override
	public String errors() {
		return "dev.langchain4j.exception";
	}

	private static ChatRequest.Builder asks(String model, int mostTokens, double temperature,
			ChatMessage... messages) {
		return ChatRequest.builder()
			.modelName(model)
			.maxOutputTokens(mostTokens)
			.temperature(temperature)
			.messages(messages);
	}

	@Override
	public String whole(String model, int mostTokens, double temperature) {
		return this.chat.chat(asks(model, mostTokens, temperature, UserMessage.from(QUESTION)).build())
			.aiMessage()
			.text();
	}

	@Override
	public List<String> stream(String model, String text, int mostTokens, int mostParts) {
		List<String> parts = new CopyOnWriteArrayList<>();
		CompletableFuture<Void> end = new CompletableFuture<>();
		this.streaming.chat(asks(model, mostTokens, 0, UserMessage.from(text)).build(),
				new StreamingChatResponseHandler() {

					@Override
					public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
						if (parts.size() < mostParts) {
							parts.add(part.text());
						}
						if (parts.size() == mostParts) {
							context.streamingHandle().cancel();
							end.complete(null);
						}
					}

					@Override
					public void onCompleteResponse(ChatResponse answer) {
						end.complete(null);
					}

					@Override
					public void onError(Throwable thrown) {
						end.completeExceptionally(thrown);
					}

				});
		end.join();
		return parts;
	}

	@Override
	public Round tools(String model) {
		ToolSpecification tool = ToolSpecification.builder()
			.name(TOOL)
			.description("Tells the weather of a city.")
			.parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
			.build();
		UserMessage question = UserMessage.from(WEATHER);
		ChatRequest.Builder first = asks(model, 100, 0, question).toolSpecifications(tool);
		AiMessage said = this.chat.chat((this.chooses ? first.toolChoice(ToolChoice.REQUIRED) : first).build())
			.aiMessage();
		List<ToolExecutionRequest> calls = said.toolExecutionRequests();
		if (calls.isEmpty()) {
			throw new AssertionError("The model has not called the tool, but said: " + said.text());
		}
		ChatMessage[] messages = Stream
			.concat(Stream.of(question, said),
					calls.stream().map((call) -> ToolExecutionResultMessage.from(call, RESULT)))
			.toArray(ChatMessage[]::new);
		ChatRequest.Builder second = asks(model, 24, 0, messages);
		if (this.chooses) {
			second.toolSpecifications(tool).toolChoice(ToolChoice.NONE);
		}
		return new Round(calls.get(0).arguments(), String.valueOf(this.chat.chat(second.build()).aiMessage().text()));
	}

	@Override
	public String schema(String model) {
		ResponseFormat form = ResponseFormat.builder()
			.type(ResponseFormatType.JSON)
			.jsonSchema(JsonSchema.builder()
				.name("place")
				.rootElement(
						JsonObjectSchema.builder().addEnumProperty("country", COUNTRIES).required("country").build())
				.build())
			.build();
		return this.chat.chat(asks(model, 48, 0, UserMessage.from(QUESTION)).responseFormat(form).build())
			.aiMessage()
			.text();
	}

	@Override
	public int status(Throwable refused) {
		Throwable cause = refused;
		while (cause != null && !(cause instanceof HttpException)) {
			cause = cause.getCause();
		}
		return (cause instanceof HttpException told) ? told.statusCode() : 0;
	}

	/** The body of the answer is its message. */
	@Override
	public String told(Throwable refused) {
		return String.valueOf(refused.getMessage());
	}

	@Override
	public List<String> unknownModel() {
		return this.chooses ? OpenAiJava.UNKNOWN_MODEL : List.of("no-such-model");
	}

}
