package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.AnswerFormat;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.AnswerRules.ThinkingMode;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.Sampling.Setting;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.RequestObject;
import io.github.shimmy4j.protocol.field.SamplingReader;
import tools.jackson.databind.JsonNode;

/**
 * Reads a chat request as a conversation, for a server of another protocol. The inverse
 * of {@link CompletionRequest#of}.
 */
public final class ConversationReader {

	private static final String STOP = "stop";

	private final RequestObject request;

	private ConversationReader(RequestObject request) {
		this.request = request;
	}

	/**
	 * Reads a request.
	 * @param request the request
	 * @param report gets the fields that are not obeyed
	 * @return the conversation
	 * @throws InvalidFieldException REQUEST_REJECTED, or UNSUPPORTED_REQUEST if another
	 * protocol cannot say what the request asks for
	 */
	public static Conversation read(CompletionRequest request, FieldReport.Collector report) {
		return new ConversationReader(RequestObject.body(request.json(), ChatFields.REQUEST, report)).conversation();
	}

	private Conversation conversation() {
		List<RequestObject> messages = this.request.objects(Fields.MESSAGES, ChatFields.MESSAGE, "messages");
		if (messages.isEmpty()) {
			throw this.request.rejected(Fields.MESSAGES, "a list of at least one message");
		}
		refuseOtherForms();
		return new Conversation(this.request.text(Fields.MODEL), new MessageReader().messages(messages),
				ToolReader.offer(this.request), sampling(), rules());
	}

	private void refuseOtherForms() {
		Integer answers = this.request.wholeNumber("n");
		if (answers != null && answers != 1) {
			throw unsupported("n", "another protocol has one answer only");
		}
		for (JsonNode form : this.request.list("modalities", "texts")) {
			if (!form.asString("").equals(Fields.TEXT)) {
				throw unsupported("modalities", "the model writes text only");
			}
		}
	}

	private InvalidFieldException unsupported(String field, String reason) {
		return InvalidFieldException.unsupported(this.request.path(field), this.request.get(field), reason);
	}

	private Sampling sampling() {
		return SamplingReader.read(this.request, List.of(Setting.values()));
	}

	private AnswerRules rules() {
		String name = this.request.get("max_completion_tokens").isMissingNode() ? "max_tokens"
				: "max_completion_tokens";
		return new AnswerRules(this.request.limit(name), stops(), format(), thinking(),
				Boolean.TRUE.equals(this.request.flag("stream")));
	}

	private List<String> stops() {
		JsonNode stop = this.request.get(STOP);
		List<String> stops = new ArrayList<>();
		for (JsonNode each : stop.isString() ? List.of(stop) : this.request.list(STOP, "texts")) {
			if (!each.isString() || each.asString().isEmpty()) {
				throw InvalidFieldException.rejected(this.request.path(STOP), each,
						"a text that is not empty, or a list of such texts");
			}
			stops.add(each.asString());
		}
		return stops;
	}

	private AnswerFormat format() {
		RequestObject format = this.request.object(Fields.RESPONSE_FORMAT, ChatFields.FORMAT);
		if (format == null) {
			return AnswerFormat.TEXT;
		}
		return switch (format.text(Fields.TYPE)) {
			case "text" -> AnswerFormat.TEXT;
			case "json_object" -> AnswerFormat.JSON;
			case "json_schema" -> format.requiredObject("json_schema", ChatFields.SCHEMA).schemaFormat("schema");
			default -> throw format.rejected(Fields.TYPE, "'text', 'json_object' or 'json_schema'");
		};
	}

	private ThinkingMode thinking() {
		RequestObject variables = this.request.object("chat_template_kwargs", ChatFields.VARIABLES);
		Boolean thinks = (variables != null) ? variables.flag("enable_thinking") : null;
		if (thinks != null) {
			return thinks ? ThinkingMode.ON : ThinkingMode.OFF;
		}
		String effort = this.request.text("reasoning_effort");
		if (effort.equals("none")) {
			return ThinkingMode.OFF;
		}
		if (!effort.isEmpty()) {
			this.request.withoutEffect("reasoning_effort");
		}
		return ThinkingMode.UNSET;
	}

}
