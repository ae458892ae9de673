package io.github.shimmy4j.protocol.ollama;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The messages of a chat, in JSON with single quotes. */
class MessageReaderTests {

	private static List<Message> read(String messages) {
		Conversation conversation = OllamaRequest
			.chat(OllamaRequestTests.json("{'model':'tiny','messages':[" + messages + "]}"))
			.conversation();
		return conversation.messages();
	}

	private static String call(String id, String name) {
		return "{%s'function':{'name':'%s','arguments':{'at':7}}}".formatted(id.isEmpty() ? "" : "'id':'" + id + "',",
				name);
	}

	private static String calls(String... calls) {
		return "{'role':'assistant','content':'','tool_calls':[" + String.join(",", calls) + "]}";
	}

	private static String result(String field, String value) {
		return "{'role':'tool','content':'seen','%s':'%s'}".formatted(field, value);
	}

	private static List<String> ids(String messages) {
		return read(messages).stream()
			.flatMap((message) -> message.parts().stream())
			.map((part) -> (part instanceof Part.ToolCall call) ? "call " + call.id()
					: "result " + ((Part.ToolResult) part).callId())
			.toList();
	}

	@Test
	void messageOfTheModelHasThinkingTextAndCalls() {
		assertThat(read("{'role':'assistant','content':'I look.','thinking':'Hm','tool_calls':["
				+ "{'id':'call_1','type':'function','function':{'index':0,'name':'look','arguments':{'at':[1.50,null]}}},"
				+ "{'id':'call_2','function':{'name':'stop'}}]}"))
			.containsExactly(Message.of(Role.ASSISTANT, new Part.Thinking("Hm"), new Part.Text("I look."),
					new Part.ToolCall("call_1", "look", "{\"at\":[1.5,null]}"),
					new Part.ToolCall("call_2", "stop", "{}")));
	}

	@Test
	void resultHasItsIdItsToolAndItsImage() {
		assertThat(read("{'role':'tool','content':'seen','tool_name':'look','tool_call_id':'call_1',"
				+ "'images':['R0lGODlh']}"))
			.containsExactly(Message.of(Role.TOOL, new Part.ToolResult("call_1", "look",
					List.of(new Part.Image("image/gif", "R0lGODlh"), new Part.Text("seen")), false)));
	}

	@Test
	void resultWithoutAnIdBelongsToTheOldestCallOfItsTool() {
		assertThat(ids(calls(call("", "look"), call("", "find"), call("", "look")) + "," + result("tool_name", "look")
				+ "," + result("tool_name", "look") + "," + result("tool_name", "find")))
			.containsExactly("call call_of_ollama_0", "call call_of_ollama_1", "call call_of_ollama_2",
					"result call_of_ollama_0", "result call_of_ollama_2", "result call_of_ollama_1");
	}

	@Test
	void resultWithoutAnyNameBelongsToTheOldestCall() {
		String result = "{'role':'tool','content':'seen'}";
		List<Message> messages = read(calls(call("a", "look"), call("b", "find")) + "," + result + "," + result);
		assertThat(messages.subList(1, 3)).containsExactly(
				Message.of(Role.TOOL, new Part.ToolResult("a", "look", List.of(new Part.Text("seen")), false)),
				Message.of(Role.TOOL, new Part.ToolResult("b", "find", List.of(new Part.Text("seen")), false)));
	}

	@Test
	void callWithAResultIsAnswered() {
		assertThat(ids(calls(call("a", "look"), call("b", "look")) + "," + result("tool_call_id", "a") + ","
				+ result("tool_name", "look")))
			.endsWith("result a", "result b");
	}

	@Test
	void resultDoesNotBelongToCallsOfAnEarlierMessage() {
		assertThat(ids(calls(call("a", "look")) + "," + calls(call("b", "look")) + "," + result("tool_name", "look")
				+ "," + result("tool_name", "look") + "," + result("tool_name", "other")))
			.endsWith("result b", "result result_of_ollama_0", "result result_of_ollama_1");
	}

	@Test
	void systemMayInstructInMidConversation() {
		assertThat(read("{'role':'user','content':'Hi'},{'role':'system','content':'Rhyme.'},{'role':'USER'}"))
			.containsExactly(Message.of(Role.USER, new Part.Text("Hi")),
					Message.of(Role.SYSTEM, new Part.Text("Rhyme.")), Message.of(Role.USER));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{}                                                | role is ''; it must be 'system', 'user', 'assistant' or 'tool'
					{'role':'developer'}                              | role is 'developer'; it must be 'system', 'user', 'assistant' or 'tool'
					{'role':'user','content':[{'type':'text'}]}       | content is a list of 1; it must be a text
					{'role':'system','images':['R0lGODlh']}           | images is a list of 1; it must be left out of a message of the role system
					{'role':'user','thinking':'Hm'}                   | thinking is 'Hm'; it must be left out of a message of the role user
					{'role':'user','tool_calls':[{}]}                 | tool_calls is a list of 1; it must be left out of a message of the role user
					{'role':'assistant','tool_name':'look'}           | tool_name is 'look'; it must be left out of a message of the role assistant
					{'role':'assistant','tool_calls':{}}              | tool_calls is an object; it must be a list of calls
					{'role':'assistant','tool_calls':[{}]}            | tool_calls[0].function is missing; it must be an object
					{'role':'assistant','tool_calls':[{'function':{}}]} | tool_calls[0].function.name is missing; it must be a text that is not empty
					{'role':'assistant','tool_calls':[{'function':{'name':'a','arguments':'{}'}}]} | tool_calls[0].function.arguments is '{}'; it must be an object
					""")
	void wrongMessageIsRejectedWithItsField(String message, String problem) {
		assertThat(OllamaRequestTests.refused("chat", "{'model':'tiny','messages':[{'role':'user'}," + message + "]}"))
			.hasMessage("messages[1]." + problem.replace("role is ''", "role is missing"));
	}

	/** A search of all calls for each result would take hours. */
	@Test
	@Timeout(value = 60, unit = TimeUnit.SECONDS)
	void longConversationIsReadInLinearTime() {
		int many = 60_000;
		StringBuilder messages = new StringBuilder(calls(call("", "look")));
		messages.setLength(messages.length() - 2);
		for (int each = 1; each < many; each++) {
			messages.append(',').append(call("", "look"));
		}
		messages.append("]}");
		for (int each = 0; each < many; each++) {
			messages.append(',').append((each % 2 == 0) ? result("tool_name", "look") : "{'role':'tool'}");
		}
		assertThat(ids(messages.toString())).hasSize(2 * many).endsWith("result call_of_ollama_" + (many - 1));
	}

}
