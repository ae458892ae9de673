package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/**
 * Reads the messages of a request. Results of tools that follow each other become one
 * message, because other protocols want all results of an answer together. For one
 * request.
 */
final class MessageReader {

	private static final Pattern DATA = Pattern.compile("data:(\\w+/[\\w.+-]+);base64,", Pattern.CASE_INSENSITIVE);

	/** Names of the tools that were called, by the ids of the calls. */
	private final Map<String, String> calls = new HashMap<>();

	List<Message> messages(List<RequestObject> said) {
		List<Message> messages = new ArrayList<>();
		List<Part> results = new ArrayList<>();
		for (RequestObject message : said) {
			Role role = role(message);
			if (role == Role.TOOL) {
				results.add(result(message));
				continue;
			}
			addResults(results, messages);
			if (!message.text(Fields.NAME).isEmpty()) {
				message.withoutEffect(Fields.NAME);
			}
			messages.add(new Message(role, parts(role, message)));
		}
		addResults(results, messages);
		return messages;
	}

	private static void addResults(List<Part> results, List<Message> messages) {
		if (!results.isEmpty()) {
			messages.add(new Message(Role.TOOL, results));
			results.clear();
		}
	}

	private static Role role(RequestObject message) {
		return switch (message.text(Fields.ROLE)) {
			case "system", "developer" -> Role.SYSTEM;
			case "user" -> Role.USER;
			case "assistant" -> Role.ASSISTANT;
			case "tool" -> Role.TOOL;
			default -> throw message.rejected(Fields.ROLE, "'system', 'developer', 'user', 'assistant' or 'tool'");
		};
	}

	private List<Part> parts(Role role, RequestObject message) {
		return switch (role) {
			case SYSTEM -> texts(message);
			case ASSISTANT -> assistant(message);
			default -> List.copyOf(content(message));
		};
	}

	private Part result(RequestObject message) {
		String id = message.requiredText(Fields.TOOL_CALL_ID);
		String tool = this.calls.get(id);
		if (tool == null) {
			throw message.rejected(Fields.TOOL_CALL_ID, "the id of a call in an earlier message");
		}
		String name = message.text(Fields.NAME);
		return new Part.ToolResult(id, name.isEmpty() ? tool : name, content(message), false);
	}

	private List<Part> assistant(RequestObject message) {
		List<Part> parts = new ArrayList<>();
		String thinking = message.text(Fields.REASONING_CONTENT);
		if (!thinking.isEmpty()) {
			parts.add(new Part.Thinking(thinking));
		}
		List<RequestObject> called = message.objects(Fields.TOOL_CALLS, ChatFields.CALL, "calls");
		String refusal = message.text(Fields.REFUSAL);
		boolean silent = message.get(Fields.CONTENT).isMissingNode() && (!called.isEmpty() || !refusal.isEmpty());
		if (!silent) {
			parts.addAll(texts(message));
		}
		if (!refusal.isEmpty()) {
			parts.add(new Part.Text(refusal));
		}
		called.forEach((call) -> parts.add(call(call)));
		return parts;
	}

	private Part call(RequestObject call) {
		ToolReader.requireFunction(call);
		RequestObject function = call.requiredObject(Fields.FUNCTION, ChatFields.CALLED);
		String id = call.requiredText(Fields.ID);
		String name = function.requiredText(Fields.NAME);
		if (this.calls.put(id, name) != null) {
			throw call.rejected(Fields.ID, "an id that no other call has");
		}
		return new Part.ToolCall(id, name, function.text(Fields.ARGUMENTS));
	}

	private static List<Part> texts(RequestObject message) {
		List<Part> texts = new ArrayList<>();
		for (RequestObject part : partsOf(message, texts)) {
			texts.add(text(part, "'text' in a message of this role"));
		}
		return texts;
	}

	private static List<Part.Content> content(RequestObject message) {
		List<Part.Content> content = new ArrayList<>();
		for (RequestObject part : partsOf(message, content)) {
			boolean isImage = part.text(Fields.TYPE).equals("image_url");
			content.add(isImage ? image(part.requiredObject("image_url", ChatFields.IMAGE))
					: text(part, "'text' or 'image_url'"));
		}
		return content;
	}

	/** The parts of a list; one text alone is added at once, unless it is empty. */
	private static List<RequestObject> partsOf(RequestObject message, List<? super Part.Text> found) {
		JsonNode content = message.get(Fields.CONTENT);
		if (content.isArray()) {
			return message.objects(Fields.CONTENT, ChatFields.PART, "parts");
		}
		if (!content.isString()) {
			throw message.rejected(Fields.CONTENT, "a text or a list of parts");
		}
		if (!content.asString().isEmpty()) {
			found.add(new Part.Text(content.asString()));
		}
		return List.of();
	}

	private static Part.Text text(RequestObject part, String allowed) {
		String field = switch (part.text(Fields.TYPE)) {
			case "text" -> Fields.TEXT;
			case "refusal" -> Fields.REFUSAL;
			default -> throw part.rejected(Fields.TYPE, allowed);
		};
		if (!part.get(field).isString()) {
			throw part.rejected(field, "a text");
		}
		return new Part.Text(part.text(field));
	}

	private static Part.Content image(RequestObject image) {
		String url = image.requiredText("url");
		Matcher data = DATA.matcher(url);
		if (data.lookingAt() && data.end() < url.length()) {
			return new Part.Image(data.group(1), url.substring(data.end()));
		}
		if (url.isBlank() || url.regionMatches(true, 0, "data:", 0, 5)) {
			throw image.rejected("url", "an address, or data:image/TYPE;base64,DATA");
		}
		return new Part.LinkedImage(url);
	}

}
