package io.github.shimmy4j.protocol.claude;

import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AttributionLinesTests {

	private static final String LINE = "x-anthropic-billing-header: cc_version=2; cch=1;";

	private static Conversation removed(String messages) {
		String body = "{'model':'m','messages':[%s]}".formatted(messages).replace('\'', '"');
		return AttributionLines.removed(ClaudeRequest.count(JsonMapper.shared().readTree(body)).conversation());
	}

	@ParameterizedTest
	@ValueSource(strings = { "'%s'", "'%s\\n'", "'%s\\n \\n'", "[{'type':'text','text':'%s\\n\\n'}]" })
	void messageThatIsNothingElseIsRemoved(String content) {
		assertThat(removed(
				"{'role':'system','content':%s},{'role':'user','content':'a'}".formatted(content.formatted(LINE)))
			.messages()).containsExactly(Message.of(Role.USER, new Part.Text("a")));
	}

	@Test
	void restOfTheTextStays() {
		assertThat(removed("{'role':'system','content':'%s\\nBe brief.'}".formatted(LINE)).messages())
			.containsExactly(Message.of(Role.SYSTEM, new Part.Text("Be brief.")));
	}

	@Test
	void conversationThatIsNothingElseIsRefused() {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> removed("{'role':'system','content':'%s'}".formatted(LINE)))
			.withMessageStartingWith("messages");
	}

}
