package io.github.shimmy4j.protocol.ollama;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import io.github.shimmy4j.protocol.field.FieldReport;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/**
 * A request for an answer: {@code POST /api/chat} or {@code POST /api/generate}. A model
 * that cannot think answers a request whose thinking is OFF or UNSET, as in Ollama.
 *
 * @param route how it was sent, and how it is answered
 * @param purpose what it asks for
 * @param conversation the conversation; without messages unless it asks for an answer
 * @param fields fields that are not obeyed
 */
public record OllamaRequest(Route route, Purpose purpose, Conversation conversation, FieldReport fields) {

	/**
	 * Reads the body of {@code POST /api/chat}.
	 * @param body the body
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED or UNSUPPORTED_REQUEST
	 */
	public static OllamaRequest chat(JsonNode body) {
		FieldReport.Collector report = new FieldReport.Collector();
		RequestObject request = RequestObject.body(body, FieldTable.CHAT, report);
		String model = request.requiredText("model");
		List<Message> messages = new MessageReader()
			.messages(request.objects("messages", FieldTable.MESSAGE, "messages"));
		ToolOffer tools = ToolReader.offer(request);
		return of(Route.CHAT, request, model, messages, tools, report);
	}

	/**
	 * Reads the body of {@code POST /api/generate}.
	 * @param body the body
	 * @return the request
	 * @throws InvalidFieldException REQUEST_REJECTED or UNSUPPORTED_REQUEST
	 */
	public static OllamaRequest generate(JsonNode body) {
		FieldReport.Collector report = new FieldReport.Collector();
		RequestObject request = RequestObject.body(body, FieldTable.GENERATE, report);
		String model = request.requiredText("model");
		String system = request.text("system");
		List<Part> said = new ArrayList<>(ImageReader.images(request));
		String prompt = request.text("prompt");
		said.add(new Part.Text(prompt));
		List<Message> messages = new ArrayList<>();
		if (!prompt.isEmpty()) {
			if (!system.isEmpty()) {
				messages.add(Message.of(Role.SYSTEM, new Part.Text(system)));
			}
			messages.add(new Message(Role.USER, said));
		}
		return of(Route.GENERATE, request, model, messages, ToolOffer.NONE, report);
	}

	private static OllamaRequest of(Route route, RequestObject request, String model, List<Message> messages,
			ToolOffer tools, FieldReport.Collector report) {
		OptionReader options = new OptionReader(request);
		boolean leaves = KeepAlive.isZero(request);
		Purpose purpose = Purpose.ANSWER;
		if (messages.isEmpty()) {
			purpose = leaves ? Purpose.UNLOAD : Purpose.LOAD;
		}
		Conversation conversation = new Conversation(model, messages, tools, options.sampling(), options.rules());
		return new OllamaRequest(route, purpose, conversation, report.report());
	}

	/** How a request is sent. */
	public enum Route {

		/** {@code POST /api/chat}. */
		CHAT,

		/** {@code POST /api/generate}. */
		GENERATE

	}

	/** The purpose of a request. */
	public enum Purpose {

		/** An answer. */
		ANSWER,

		/** That the model is loaded; answered by {@link OllamaAnswer#withoutText}. */
		LOAD,

		/** That the model leaves the memory; answered as LOAD is. */
		UNLOAD

	}

}
