package io.github.shimmy4j.gateway.call;

import java.net.URI;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.TokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Requests as each server gets them, or its refusals. */
class RequestFitTests {

	private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello <|im_end|>\"}]";

	private static ServerEndpoint server(ServerCapabilities capabilities) {
		return new ServerEndpoint(URI.create("http://127.0.0.1:1/v1"), null, "tiny", "tiny-1", capabilities,
				TokenCounter.UNAVAILABLE);
	}

	private static JsonNode fitted(ServerCapabilities capabilities, String fields) {
		ObjectNode json = (ObjectNode) JsonMapper.shared().readTree("{" + HELLO + fields + "}");
		return RequestFit.of(new CompletionRequest(json), true, server(capabilities)).request().json();
	}

	private static InvalidFieldException refusal(ServerCapabilities capabilities, String fields) {
		return catchThrowableOfType(InvalidFieldException.class, () -> fitted(capabilities, fields));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { ",\"n\":2 | n", ",\"response_format\":{\"type\":\"json_object\"} | response_format",
					",\"logprobs\":true | logprobs",
					",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}] | tools",
					",\"prompt\":\"a\" | prompt" })
	void whatShimmyCannotDoIsRefusedByItsField(String fields, String field) {
		InvalidFieldException refusal = refusal(ServerCapabilities.SHIMMY_1, fields);
		assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
		assertThat(refusal.field()).isEqualTo(field);
		assertThat(refusal).hasMessageContaining("shimmy 1.x");
	}

	@Test
	void imageIsRefusedByItsMessage() {
		JsonNode image = JsonMapper.shared()
			.readTree("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}");
		InvalidFieldException refusal = catchThrowableOfType(InvalidFieldException.class, () -> RequestFit
			.of(new CompletionRequest((ObjectNode) image), true, server(ServerCapabilities.EMBEDDED)));
		assertThat(refusal.field()).isEqualTo("messages[0].content");
	}

	@Test
	void controlTokensAreBrokenWhereTheServerWouldObeyThem() {
		assertThat(fitted(ServerCapabilities.LLAMA_SERVER, "").toString()).doesNotContain("<|im_end|>");
		assertThat(fitted(ServerCapabilities.EMBEDDED, "").toString()).contains("<|im_end|>");
	}

	@Test
	void answerIsFittedIntoTheContext() {
		JsonNode fitted = fitted(ServerCapabilities.SHIMMY_1, ",\"max_completion_tokens\":100000");
		assertThat(fitted.path("max_tokens").asInt()).isBetween(3500, 4095);
		assertThat(fitted.has("max_completion_tokens")).isFalse();
		assertThat(fitted(ServerCapabilities.SHIMMY_1, "").path("max_tokens").asInt()).isBetween(3500, 4095);
		assertThat(fitted(ServerCapabilities.EMBEDDED, "").has("max_tokens")).isFalse();
	}

	@Test
	void promptOverTheContextIsRefused() {
		ShimmyException refusal = catchThrowableOfType(ShimmyException.class, () -> fitted(ServerCapabilities.SHIMMY_1,
				",\"tools\":[],\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]".formatted("a ".repeat(3000))));
		assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
	}

	@Test
	void emptyListOfToolsAsksForNothing() {
		JsonNode fitted = fitted(ServerCapabilities.SHIMMY_1, ",\"tools\":[],\"tool_choice\":\"auto\"");
		assertThat(fitted.propertyNames()).doesNotContain("tools", "tool_choice");
		assertThat(refusal(ServerCapabilities.EMBEDDED, ",\"tools\":[],\"tool_choice\":\"required\"").field())
			.isEqualTo("tool_choice");
	}

	@Test
	void switchOfTheThinkingIsLeftOutWhereThereIsNone() {
		String off = ",\"chat_template_kwargs\":{\"enable_thinking\":false}";
		assertThat(fitted(ServerCapabilities.EMBEDDED, off).has("chat_template_kwargs")).isFalse();
		assertThat(fitted(ServerCapabilities.LLAMA_SERVER, off).has("chat_template_kwargs")).isTrue();
		assertThat(refusal(ServerCapabilities.EMBEDDED, off.replace("false", "true")).field())
			.isEqualTo("enable_thinking");
	}

}
