package io.github.shimmy4j.protocol.responses;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.protocol.responses.ResponsesRequestTests.json;
import static io.github.shimmy4j.protocol.responses.ResponsesRequestTests.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for requests that go on with an earlier answer. */
class ContinuedConversationTests {

	/** Before: refused, so that the conversation could not go on. */
	@Test
	void callThatWasCutIsLeftOutWithItsResult() {
		assertThat(read("{'input':[{'role':'user','content':'a'},"
				+ "{'type':'function_call','call_id':'c','name':'f','arguments':'{1','status':'incomplete'},"
				+ "{'type':'custom_tool_call','call_id':'d','name':'g','input':'','status':'incomplete'},"
				+ "{'type':'function_call_output','call_id':'c','output':'cut'}]}")
			.conversation()
			.messages()).containsExactly(Message.of(Role.USER, new Part.Text("a")));
	}

	@Test
	void storedItemThatCannotBeReadIsToldByTheIdOfItsResponse() {
		assertThatExceptionOfType(InvalidFieldException.class)
			.isThrownBy(() -> ResponsesRequest.read(json("{'input':'b','previous_response_id':'resp_1'}"),
					List.of(json("{'type':'function_call','call_id':'c','name':'f','arguments':'[]'}"))))
			.satisfies((refusal) -> assertThat(refusal.field()).isEqualTo("previous_response_id"))
			.withMessageStartingWith("previous_response_id is 'resp_1'; it must be");
	}

}
