package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/**
 * A request in Claude's form: {@code POST /v1/messages}, or
 * {@code POST /v1/messages/count_tokens}.
 *
 * @param conversation the conversation
 * @param fields fields that are not obeyed
 */
public record ClaudeRequest(Conversation conversation, FieldReport fields) {

	/**
	 * Reads the body of {@code POST /v1/messages}.
	 * @param body the body
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED or UNSUPPORTED_REQUEST
	 */
	public static ClaudeRequest messages(JsonNode body) {
		return read(body, true, new MessageReader(false));
	}

	/**
	 * Reads the body of {@code POST /v1/messages/count_tokens}.
	 * @param body the body
	 * @return the request, which asks for no answer
	 * @throws InvalidFieldException REQUEST_REJECTED or UNSUPPORTED_REQUEST
	 */
	public static ClaudeRequest count(JsonNode body) {
		return read(body, false, new MessageReader(false));
	}

	/**
	 * Reads a body whose messages go on with earlier ones that are not in it: results may
	 * be those of earlier calls.
	 * @param body the body
	 * @param limited whether it asks for an answer
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED or UNSUPPORTED_REQUEST
	 */
	public static ClaudeRequest continued(JsonNode body, boolean limited) {
		return read(body, limited, new MessageReader(true));
	}

	private static ClaudeRequest read(JsonNode body, boolean limited, MessageReader reader) {
		FieldReport.Collector report = new FieldReport.Collector();
		RequestObject request = RequestObject.body(body, ClaudeFields.REQUEST, report);
		String model = request.requiredText("model");
		List<Message> messages = new ArrayList<>(reader.system(request));
		List<RequestObject> said = request.objects("messages", ClaudeFields.MESSAGE, "messages");
		if (said.isEmpty()) {
			throw request.rejected("messages", "a list of at least one message");
		}
		said.forEach((message) -> messages.addAll(reader.messages(message)));
		RuleReader rules = new RuleReader(request);
		ToolOffer tools = ToolReader.offer(request);
		AnswerRules answer = rules.rules(limited);
		return new ClaudeRequest(new Conversation(model, messages, tools, rules.sampling(), answer), report.report());
	}

}
