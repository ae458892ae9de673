package io.github.shimmy4j.protocol.claude;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.conversation.ToolOffer.ToolChoice;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Fields and values that Claude refuses are not written. */
class RequestWriterTests {

	private static final Message QUESTION = Message.of(Role.USER, new Part.Text("Why?"));

	private static final List<ToolOffer.Tool> TOOLS = List.of(new ToolOffer.Tool("Read", null, null));

	private static ObjectNode written(List<Message> messages, ToolOffer tools, Sampling sampling, ThinkingMode thinking,
			String... stops) {
		AnswerRules rules = new AnswerRules(4000, List.of(stops), AnswerFormat.TEXT, thinking, false);
		return RequestWriter.request(new Conversation("m", messages, tools, sampling, rules), 1);
	}

	private static ObjectNode written(Message... messages) {
		return written(List.of(messages), ToolOffer.NONE, Sampling.DEFAULT, ThinkingMode.UNSET);
	}

	@Test
	void blankTextsAndEmptyMessagesAreLeftOut() {
		ObjectNode json = written(Message.of(Role.SYSTEM, new Part.Text(" \n")), QUESTION,
				Message.of(Role.ASSISTANT, new Part.Text("")),
				Message.of(Role.ASSISTANT, new Part.Text(""), new Part.ToolCall("c", "Read", "{}")),
				Message.of(Role.TOOL, new Part.ToolResult("c", "Read", List.of(new Part.Text("")), false)));
		assertThat(json.has("system")).isFalse();
		assertThat(json.path("messages").toString().replace('"', '\''))
			.isEqualTo("[{'role':'user','content':[{'type':'text','text':'Why?'}]},"
					+ "{'role':'assistant','content':[{'type':'tool_use','id':'c','name':'Read','input':{}}]},"
					+ "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c','content':[],'is_error':false}]}]");
	}

	@Test
	void conversationThatSaysNothingIsRefused() {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> written(Message.of(Role.SYSTEM, new Part.Text("Be brief")),
					Message.of(Role.USER, new Part.Text(""))))
			.withMessageContaining("messages");
	}

	@Test
	void blankStopsAreLeftOut() {
		ObjectNode json = written(List.of(QUESTION), ToolOffer.NONE, Sampling.DEFAULT, ThinkingMode.UNSET, "\n", "END");
		assertThat(json.path("stop_sequences").toString()).isEqualTo("[\"END\"]");
		assertThat(written(List.of(QUESTION), ToolOffer.NONE, Sampling.DEFAULT, ThinkingMode.UNSET, " ")
			.has("stop_sequences")).isFalse();
	}

	@Test
	void thinkingIsWrittenWithoutTheSamplingThatItExcludes() {
		Sampling sampling = new Sampling(Map.of(Setting.TEMPERATURE, 0.5, Setting.TOP_P, 0.5, Setting.TOP_K, 3));
		ObjectNode json = written(List.of(QUESTION), ToolOffer.of(TOOLS), sampling, ThinkingMode.ON);
		assertThat(json.at("/thinking/type").asString()).isEqualTo("enabled");
		assertThat(json.propertyNames()).doesNotContain("temperature", "top_p", "top_k");
		assertThat(
				written(List.of(QUESTION), ToolOffer.NONE, new Sampling(Map.of(Setting.TOP_P, 0.95)), ThinkingMode.ON)
					.path("top_p")
					.asDouble(0))
			.isEqualTo(0.95);
		assertThat(written(List.of(QUESTION), ToolOffer.NONE, sampling, ThinkingMode.OFF).propertyNames())
			.contains("temperature", "top_p", "top_k");
	}

	@Test
	void callThatIsForcedOrUnderWayExcludesThinking() {
		ToolOffer forced = new ToolOffer(TOOLS, ToolChoice.REQUIRED, true);
		assertThat(written(List.of(QUESTION), forced, Sampling.DEFAULT, ThinkingMode.ON).has("thinking")).isFalse();
		List<Message> underWay = List.of(QUESTION, Message.of(Role.ASSISTANT, new Part.ToolCall("c", "Read", "{}")),
				Message.of(Role.TOOL, new Part.ToolResult("c", "Read", List.of(new Part.Text("x")), false)));
		assertThat(written(underWay, ToolOffer.of(TOOLS), Sampling.DEFAULT, ThinkingMode.ON).has("thinking")).isFalse();
	}

}
