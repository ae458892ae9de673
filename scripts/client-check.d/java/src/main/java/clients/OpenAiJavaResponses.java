package clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.StructuredResponse;
import com.openai.models.responses.ToolChoiceOptions;

/** The Responses API of OpenAI's Java SDK. */
final class OpenAiJavaResponses implements Client {

	private final OpenAIClient client;

	OpenAiJavaResponses(String url) {
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

	private static ResponseCreateParams.Builder asks(String model, String text, int mostTokens, double temperature) {
		return ResponseCreateParams.builder()
			.model(model)
			.maxOutputTokens(mostTokens)
			.temperature(temperature)
			.input(text);
	}

	private Response response(ResponseCreateParams asked) {
		// Checks all fields that the SDK's types require.
		return this.client.responses().create(asked).validate();
	}

	private static String text(Response response) {
		StringBuilder text = new StringBuilder();
		response.output()
			.stream()
			.filter(ResponseOutputItem::isMessage)
			.flatMap((item) -> item.asMessage().content().stream())
			.forEach((content) -> text.append(content.asOutputText().text()));
		return text.toString();
	}

	@Override
	public String whole(String model, int mostTokens, double temperature) {
		return text(response(asks(model, QUESTION, mostTokens, temperature).build()));
	}

	@Override
	public List<String> stream(String model, String text, int mostTokens, int mostParts) {
		List<String> parts = new ArrayList<>();
		try (StreamResponse<ResponseStreamEvent> answer = this.client.responses()
			.createStreaming(asks(model, text, mostTokens, 0).build())) {
			Iterator<ResponseStreamEvent> events = answer.stream().iterator();
			while (parts.size() < mostParts && events.hasNext()) {
				events.next().validate().outputTextDelta().ifPresent((delta) -> parts.add(delta.delta()));
			}
		}
		return parts;
	}

	@Override
	public Round tools(String model) {
		FunctionTool tool = FunctionTool.builder()
			.name(TOOL)
			.description("Tells the weather of a city.")
			.strict(false)
			.parameters(FunctionTool.Parameters.builder()
				.putAdditionalProperty("type", JsonValue.from("object"))
				.putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
				.putAdditionalProperty("required", JsonValue.from(List.of("city")))
				.build())
			.build();
		round(model, tool, this::response);
		return round(model, tool, this::streamed);
	}

	/** A call and the answer to its result. The second request goes on by the id of the first. */
	private static Round round(String model, FunctionTool tool, Function<ResponseCreateParams, Response> asking) {
		Response first = asking
			.apply(asks(model, WEATHER, 100, 0).addTool(tool).toolChoice(ToolChoiceOptions.REQUIRED).build());
		List<ResponseFunctionToolCall> calls = first.output()
			.stream()
			.filter(ResponseOutputItem::isFunctionCall)
			.map(ResponseOutputItem::asFunctionCall)
			.toList();
		List<ResponseInputItem> results = calls.stream()
			.map((call) -> ResponseInputItem.ofFunctionCallOutput(
					ResponseInputItem.FunctionCallOutput.builder().callId(call.callId()).output(RESULT).build()))
			.toList();
		ResponseCreateParams second = ResponseCreateParams.builder()
			.model(model)
			.maxOutputTokens(24)
			.temperature(0)
			.previousResponseId(first.id())
			.inputOfResponse(results)
			.addTool(tool)
			.toolChoice(ToolChoiceOptions.NONE)
			.build();
		return new Round(calls.get(0).arguments(), text(asking.apply(second)));
	}

	/** The response that the SDK joins from events. */
	private Response streamed(ResponseCreateParams asked) {
		ResponseAccumulator joined = ResponseAccumulator.create();
		try (StreamResponse<ResponseStreamEvent> answer = this.client.responses().createStreaming(asked)) {
			answer.stream().forEach((event) -> joined.accumulate(event.validate()));
		}
		return joined.response().validate();
	}

	@Override
	public String schema(String model) {
		StructuredResponse<Place> response = this.client.responses()
			.create(asks(model, QUESTION, 48, 0).text(Place.class).build())
			.validate();
		Place place = response.output()
			.stream()
			.flatMap((item) -> item.message().stream())
			.flatMap((message) -> message.content().stream())
			.flatMap((content) -> content.outputText().stream())
			.findFirst()
			.orElseThrow();
		return "{\"country\":\"%s\"}".formatted(place.country);
	}

	/** Its schema is made by the SDK. */
	static class Place {

		public Country country;

	}

	/** Those of {@link Client#COUNTRIES}. */
	enum Country {

		France, Spain

	}

	@Override
	public int status(Throwable refused) {
		return ((OpenAIServiceException) refused).statusCode();
	}

	@Override
	public String told(Throwable refused) {
		return OpenAiJava.told((OpenAIServiceException) refused);
	}

	@Override
	public int unknownModelStatus() {
		return 400;
	}

	@Override
	public List<String> unknownModel() {
		return OpenAiJava.UNKNOWN_MODEL;
	}

}
