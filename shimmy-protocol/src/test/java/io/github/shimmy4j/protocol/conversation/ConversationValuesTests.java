package io.github.shimmy4j.protocol.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The values of this package check themselves. */
class ConversationValuesTests {

	private static final Part TEXT = new Part.Text("a");

	private static final Part IMAGE = new Part.Image("image/png", "AAAA");

	private static final Part THINKING = new Part.Thinking("a");

	private static final Part CALL = new Part.ToolCall("1", "look", "{}");

	private static final Part RESULT = new Part.ToolResult("1", null, List.of(), false);

	@Test
	void eachRoleSaysItsKindsOfPartsOnly() {
		Map<Role, List<Part>> says = Map.of(Role.SYSTEM, List.of(TEXT), Role.USER, List.of(TEXT, IMAGE), Role.ASSISTANT,
				List.of(TEXT, THINKING, CALL), Role.TOOL, List.of(RESULT));
		for (Role role : Role.values()) {
			for (Part part : List.of(TEXT, IMAGE, THINKING, CALL, RESULT)) {
				if (says.get(role).contains(part)) {
					assertThat(Message.of(role, part).parts()).containsExactly(part);
				}
				else {
					assertThatIllegalArgumentException().isThrownBy(() -> Message.of(role, part))
						.withMessage("A message of %s cannot have a part of type %s", role,
								part.getClass().getSimpleName());
				}
			}
		}
	}

	@Test
	void listsAreCopied() {
		List<Part> parts = new ArrayList<>(List.of(TEXT));
		Message message = new Message(Role.USER, parts);
		List<Message> messages = new ArrayList<>(List.of(message));
		Conversation conversation = new Conversation("tiny", messages, ToolOffer.NONE, Sampling.DEFAULT,
				AnswerRules.plain(true));
		parts.clear();
		messages.clear();
		assertThat(message.parts()).hasSize(1);
		assertThat(conversation.messages()).hasSize(1);
	}

	static Stream<ThrowingCallable> wrongValues() {
		return Stream.of(() -> new Part.Image("", "AAAA"), () -> new Part.Image("image/png", ""),
				() -> new Part.LinkedImage(" "), () -> new Part.ToolCall("", "look", "{}"),
				() -> new Part.ToolCall("1", "", "{}"), () -> new Part.ToolResult("", null, List.of(), false),
				() -> new ToolOffer.Tool("", null, null), () -> ToolOffer.ToolChoice.only(""),
				() -> new ToolOffer.ToolChoice(ToolOffer.Mode.AUTO, "look"),
				() -> new AnswerFormat(AnswerFormat.Kind.SCHEMA, null),
				() -> new AnswerFormat(AnswerFormat.Kind.TEXT, JsonMapper.shared().createObjectNode()),
				() -> new AnswerRules(0, List.of(), AnswerFormat.TEXT, AnswerRules.ThinkingMode.UNSET, true),
				() -> new AnswerRules(1, List.of(""), AnswerFormat.TEXT, AnswerRules.ThinkingMode.UNSET, true),
				() -> new Delta.Text(""), () -> new Delta.Thinking(""), () -> new Delta.CallArguments(0, ""),
				() -> new Delta.CallBegun(-1, "1", "look"), () -> new Delta.CallBegun(0, "", "look"),
				() -> new Delta.CallBegun(0, "1", ""));
	}

	@ParameterizedTest
	@MethodSource("wrongValues")
	void wrongValueIsRefused(ThrowingCallable made) {
		assertThatIllegalArgumentException().isThrownBy(made);
	}

	@ParameterizedTest
	@CsvSource({ "TEMPERATURE,0,1.5,-0.1", "TOP_P,0,1,1.01", "TOP_K,-1,40.0,0.5", "MIN_P,0,1,-1", "TYPICAL_P,0,1,2",
			"SEED,-9007199254740993,7,0.5", "REPEAT_LAST_N,-1,64,-2", "REPEAT_PENALTY,0,1.1,-1",
			"PRESENCE_PENALTY,-2,2,NaN", "FREQUENCY_PENALTY,-2,2,Infinity" })
	void samplingHasValuesInTheirRangesOnly(Setting setting, double low, double high, double wrong) {
		assertThat(new Sampling(Map.of(setting, low)).get(setting)).isNotNull();
		Number kept = new Sampling(Map.of(setting, high)).get(setting);
		assertThat(kept).isInstanceOf(setting.isWhole() ? Long.class : Double.class);
		assertThat(Sampling.DEFAULT.get(setting)).isNull();
		assertThatIllegalArgumentException().isThrownBy(() -> new Sampling(Map.of(setting, wrong)))
			.withMessage("%s is %s; it must be %s", setting, wrong, setting.allowed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			7          | a.b is 7; it must be a text
			"7\\n"     | a.b is '7\\n'; it must be a text
			null       | a.b is null; it must be a text
			[1,2]      | a.b is a list of 2; it must be a text
			{"a":1}    | a.b is an object; it must be a text
			""")
	void rejectedFieldIsNamedWithItsValueAndWhatIsAllowed(String value, String message) {
		InvalidFieldException failure = InvalidFieldException.rejected("a.b", JsonMapper.shared().readTree(value),
				"a text");
		assertThat(failure).hasMessage(message);
		assertThat(failure.field()).isEqualTo("a.b");
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED);
	}

	@Test
	void missingFieldIsSaidToBeMissing() {
		JsonNode missing = JsonMapper.shared().missingNode();
		assertThat(InvalidFieldException.rejected("model", missing, "a text"))
			.hasMessage("model is missing; it must be a text");
	}

	@Test
	void unsupportedFieldIsNamedWithTheReason() {
		JsonNode yes = JsonMapper.shared().readTree("true");
		InvalidFieldException failure = InvalidFieldException.unsupported("raw", yes, "the server has templates");
		assertThat(failure).hasMessage("raw is true, which is not supported: the server has templates");
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
	}

}
