package clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceNone;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.Usage;
import com.anthropic.models.messages.WebSearchTool20250305;

/** Anthropic's Java SDK. */
final class AnthropicJava implements Client {

	/** More tokens than any model here reads. */
	private static final String LONG = "lighthouse keeper ".repeat(60_000);

	private final AnthropicClient client;

	AnthropicJava(String url) {
		this.client = AnthropicOkHttpClient.builder()
			.baseUrl(url)
			.apiKey("any")
			.maxRetries(Checks.NO_RETRIES)
			.timeout(Duration.ofMinutes(5))
			.build();
	}

	@Override
	public String errors() {
		return "com.anthropic.errors";
	}

	/** The SDK has no field for the temperature any more; programs set it like this. */
	private static MessageCreateParams.Builder asks(String model, String text, int mostTokens, double temperature) {
		return MessageCreateParams.builder()
			.model(model)
			.maxTokens(mostTokens)
			.putAdditionalBodyProperty("temperature", JsonValue.from(temperature))
			.addUserMessage(text);
	}

	private Message message(MessageCreateParams asked) {
		// Checks all fields that the SDK's types require.
		return this.client.messages().create(asked).validate();
	}

	/** The message that the SDK joins from events. It refuses events in a wrong order. */
	private Message streamed(MessageCreateParams asked) {
		MessageAccumulator joined = MessageAccumulator.create();
		try (StreamResponse<RawMessageStreamEvent> answer = this.client.messages().createStreaming(asked)) {
			answer.stream().forEach((event) -> joined.accumulate(event.validate()));
		}
		return joined.message().validate();
	}

	private static String text(Message said) {
		StringBuilder text = new StringBuilder();
		said.content().forEach((block) -> block.text().ifPresent((part) -> text.append(part.text())));
		return text.toString();
	}

	@Override
	public String whole(String model, int mostTokens, double temperature) {
		return text(message(asks(model, QUESTION, mostTokens, temperature).build()));
	}

	@Override
	public List<String> stream(String model, String text, int mostTokens, int mostParts) {
		List<String> parts = new ArrayList<>();
		try (StreamResponse<RawMessageStreamEvent> answer = this.client.messages()
			.createStreaming(asks(model, text, mostTokens, 0).build())) {
			Iterator<RawMessageStreamEvent> events = answer.stream().iterator();
			while (parts.size() < mostParts && events.hasNext()) {
				events.next()
					.validate()
					.contentBlockDelta()
					.flatMap((event) -> event.delta().text())
					.ifPresent((said) -> parts.add(said.text()));
			}
		}
		return parts;
	}

	/** The round whose call and answer are whole; the streamed one must be the same. */
	@Override
	public Round tools(String model) {
		Tool tool = Tool.builder()
			.name(TOOL)
			.description("Tells the weather of a city.")
			.inputSchema(Tool.InputSchema.builder()
				.properties(JsonValue.from(Map.of("city", Map.of("type", "string"))))
				.addRequired("city")
				.build())
			.build();
		MessageCreateParams first = asks(model, WEATHER, 200, 0).addTool(tool)
			.toolChoice(ToolChoiceAny.builder().disableParallelToolUse(true).build())
			.build();
		Message called = message(first);
		String answer = text(message(second(model, tool, called)));
		Message calledInPieces = streamed(first);
		String answerInPieces = text(streamed(second(model, tool, calledInPieces)));
		Checks.expect(arguments(called).equals(arguments(calledInPieces)),
				"the streamed call has " + arguments(calledInPieces) + ", and the whole one " + arguments(called));
		Checks.expect(answer.equals(answerInPieces), "streamed '" + answerInPieces + "', but the whole answer is " + answer);
		return new Round(arguments(called), answer);
	}

	private static MessageCreateParams second(String model, Tool tool, Message called) {
		List<ContentBlockParam> results = calls(called).stream()
			.map((call) -> ContentBlockParam
				.ofToolResult(ToolResultBlockParam.builder().toolUseId(call.id()).content(RESULT).build()))
			.toList();
		return asks(model, WEATHER, 24, 0).addTool(tool)
			.toolChoice(ToolChoiceNone.builder().build())
			.addMessage(called)
			.addUserMessageOfContentBlockParams(results)
			.build();
	}

	private static List<ToolUseBlock> calls(Message said) {
		List<ToolUseBlock> calls = said.content().stream().flatMap((block) -> block.toolUse().stream()).toList();
		Checks.expect(calls.size() == 1 && calls.get(0).name().equals(TOOL), "not one call of the tool: " + said.content());
		// Fails if the call does not have the field, which the SDK requires.
		Checks.expect(calls.get(0).caller().isDirect(), "the call is not the model's own: " + calls.get(0).caller());
		Checks.expect(said.stopReason().equals(Optional.of(StopReason.TOOL_USE)),
				"stop reason " + said.stopReason());
		return calls;
	}

	private static String arguments(Message said) {
		return calls(said).get(0)._input().toString();
	}

	@Override
	public String schema(String model) {
		JsonOutputFormat.Schema schema = JsonOutputFormat.Schema.builder()
			.putAdditionalProperty("type", JsonValue.from("object"))
			.putAdditionalProperty("properties",
					JsonValue.from(Map.of("country", Map.of("type", "string", "enum", COUNTRIES))))
			.putAdditionalProperty("required", JsonValue.from(List.of("country")))
			.build();
		OutputConfig form = OutputConfig.builder().format(JsonOutputFormat.builder().schema(schema).build()).build();
		return text(message(asks(model, QUESTION, 48, 0).outputConfig(form).build()));
	}

	/** The tokens of a prompt: counted, at the beginning of a stream, and of the answer. */
	String count(String model, boolean exact) {
		long counted = this.client.messages()
			.countTokens(MessageCountTokensParams.builder().model(model).addUserMessage(QUESTION).build())
			.validate()
			.inputTokens();
		MessageCreateParams asked = asks(model, QUESTION, 2, 0).build();
		long read = read(message(asked).usage());
		long begun;
		try (StreamResponse<RawMessageStreamEvent> answer = this.client.messages().createStreaming(asked)) {
			begun = read(answer.stream().findFirst().orElseThrow().messageStart().orElseThrow().message().usage());
		}
		Checks.expect(counted > 0 && begun == counted, "counted " + counted + ", but the stream begins with " + begun);
		Checks.expect(!exact || read == counted, "counted " + counted + ", but the answer tells " + read);
		return counted + " tokens";
	}

	private static long read(Usage usage) {
		return usage.inputTokens() + usage.cacheReadInputTokens().orElse(0L) + usage.cacheCreationInputTokens().orElse(0L);
	}

	/** A prompt that no model here can read, whole and streamed. */
	List<Runnable> overflows(String model) {
		MessageCreateParams asked = asks(model, LONG, 24, 0).build();
		return List.of(() -> message(asked), () -> streamed(asked));
	}

	/** Functions that no local model has. */
	List<Runnable> refusals(String model) {
		MessageCreateParams search = asks(model, QUESTION, 24, 0).addTool(WebSearchTool20250305.builder().build()).build();
		MessageCreateParams noCall = asks(model, QUESTION, 24, 0)
			.addUserMessageOfContentBlockParams(List.of(ContentBlockParam
				.ofToolResult(ToolResultBlockParam.builder().toolUseId("toolu_1").content(RESULT).build())))
			.build();
		return List.of(() -> message(search), () -> streamed(search), () -> message(noCall));
	}

	@Override
	public int status(Throwable refused) {
		return ((AnthropicServiceException) refused).statusCode();
	}

	@Override
	public String told(Throwable refused) {
		AnthropicServiceException told = (AnthropicServiceException) refused;
		return told.type().map(Object::toString).orElse("no type") + ": " + told.apiMessage().orElse("no message");
	}

	/** Its programs repeat a request without streaming after a 404. */
	@Override
	public int unknownModelStatus() {
		return 400;
	}

	@Override
	public List<String> unknownModel() {
		return List.of("no-such-model", "invalid_request_error");
	}

}
