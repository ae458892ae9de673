package io.github.shimmy4j.protocol.responses;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request of {@code POST /v1/responses}.
 *
 * @param body the request as its client wrote it, without references to items
 * @param conversation the whole conversation
 * @param names names of the tools
 * @param skipped types of offered tools that nobody here can run
 * @param summary whether thinking is written as a summary
 * @param store whether the response is to be stored
 * @param fields fields that are not obeyed
 */
public record ResponsesRequest(ObjectNode body, Conversation conversation, ToolNames names, List<String> skipped,
		boolean summary, boolean store, FieldReport fields) {

	public ResponsesRequest {
		skipped = List.copyOf(skipped);
	}

	/**
	 * Reads the body of a request.
	 * @param body the body, whose references to items are {@linkplain InputItems#resolved
	 * resolved}
	 * @param earlier the items of the conversation before, as they are stored
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED or UNSUPPORTED_REQUEST
	 */
	public static ResponsesRequest read(ObjectNode body, List<ObjectNode> earlier) {
		FieldReport.Collector report = new FieldReport.Collector();
		RequestObject request = RequestObject.body(body, ResponsesFields.REQUEST, report);
		String model = request.text("model");
		request.text("previous_response_id");
		ItemReader items = new ItemReader();
		items.instruct(request.text("instructions"));
		if (!earlier.isEmpty()) {
			continued(items, earlier, request);
		}
		items.input(request);
		if (items.messages().stream().allMatch((message) -> message.role() == Role.SYSTEM)) {
			throw request.rejected("input", "a text, or a list with a message that can be answered");
		}
		RuleReader rules = new RuleReader(request);
		ToolReader tools = ToolReader.of(request);
		ToolOffer offer = new ChoiceReader(request, tools).offer();
		AnswerRules answer = rules.rules();
		Sampling sampling = rules.sampling();
		boolean store = !Boolean.FALSE.equals(request.flag("store"));
		return new ResponsesRequest(body, new Conversation(model, items.messages(), offer, sampling, answer),
				tools.names(), tools.skipped(), rules.summary(), store, report.report());
	}

	/** The client has not sent the list of the items, so a place in it says nothing. */
	private static void continued(ItemReader items, List<ObjectNode> earlier, RequestObject request) {
		try {
			items.input(stored(earlier));
		}
		catch (InvalidFieldException ex) {
			throw request.rejected("previous_response_id",
					"the id of a response whose items can be read again (%s)".formatted(ex.getMessage()));
		}
	}

	/** Fields without effect in stored items were reported with their own request. */
	private static RequestObject stored(List<ObjectNode> items) {
		ObjectNode body = JsonMapper.shared().createObjectNode();
		ArrayNode input = body.putArray("input");
		items.forEach(input::add);
		return RequestObject.body(body, ResponsesFields.REQUEST, new FieldReport.Collector());
	}

}
