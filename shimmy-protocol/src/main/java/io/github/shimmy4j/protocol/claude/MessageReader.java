package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.ThinkingSignature;
import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/**
 * Reads the messages of a request. A message of a user may have results of tools, which
 * become a message of their own. For one request.
 */
final class MessageReader {

	private static final String CONTENT = "content";

	/** Names of the tools that were called, by the ids of the calls. */
	private final Map<String, String> calls = new HashMap<>();

	/** The ids of calls that have a result. */
	private final Set<String> results = new HashSet<>();

	private final boolean continued;

	/**
	 * Has read nothing yet.
	 * @param continued whether results may be those of calls in messages that are not
	 * read
	 */
	MessageReader(boolean continued) {
		this.continued = continued;
	}

	/** The field {@code system}: one message, or none. */
	List<Message> system(RequestObject request) {
		List<Part> said = new ArrayList<>();
		for (RequestObject block : blocks(request, "system")) {
			said.add(instruction(block));
		}
		if (request.get("system").isString()) {
			said.add(new Part.Text(request.text("system")));
		}
		said.removeIf((part) -> ((Part.Text) part).text().isEmpty());
		return said.isEmpty() ? List.of() : List.of(new Message(Role.SYSTEM, said));
	}

	/** The message, or the several that it consists of. */
	List<Message> messages(RequestObject message) {
		Role role = switch (message.text("role")) {
			case "user" -> Role.USER;
			case "assistant" -> Role.ASSISTANT;
			case "system" -> Role.SYSTEM;
			default -> throw message.rejected("role", "'user', 'assistant' or 'system'");
		};
		JsonNode content = message.get(CONTENT);
		if (content.isString()) {
			return List.of(Message.of(role, new Part.Text(content.asString())));
		}
		if (!content.isArray()) {
			throw message.rejected(CONTENT, "a text or a list of blocks");
		}
		List<RequestObject> blocks = blocks(message, CONTENT);
		return switch (role) {
			case SYSTEM -> List.of(new Message(role, blocks.stream().map(MessageReader::instruction).toList()));
			case ASSISTANT -> List.of(new Message(role, assistant(blocks)));
			default -> user(blocks);
		};
	}

	private static List<RequestObject> blocks(RequestObject owner, String name) {
		return owner.get(name).isString() ? List.of() : owner.objects(name, ClaudeFields.BLOCK_FIELD, "blocks");
	}

	private static Part instruction(RequestObject block) {
		if (!block.text("type").equals("text")) {
			throw block.rejected("type", "'text' in a system message");
		}
		return ContentReader.text(block, "text");
	}

	private List<Part> assistant(List<RequestObject> blocks) {
		List<Part> parts = new ArrayList<>();
		for (RequestObject block : blocks) {
			switch (block.text("type")) {
				case "text" -> parts.add(ContentReader.text(block, "text"));
				case "tool_use" -> parts.add(call(block));
				case "thinking" -> {
					String thinking = block.text("thinking");
					if (ThinkingSignature.isOurs(thinking, block.text("signature"))) {
						parts.add(new Part.Thinking(thinking));
					}
				}
				case "redacted_thinking" -> {
					// Only Claude can read it.
				}
				default -> throw ContentReader.refused(block,
						"'text', 'thinking' or 'tool_use' in a message of the " + "role assistant");
			}
		}
		return parts;
	}

	private Part call(RequestObject block) {
		String id = block.requiredText("id");
		String name = block.requiredText("name");
		JsonNode input = block.get("input");
		if (!input.isObject()) {
			throw block.rejected("input", "an object");
		}
		if (this.calls.put(id, name) != null) {
			throw block.rejected("id", "an id that no other call has");
		}
		return new Part.ToolCall(id, name, input.toString());
	}

	private List<Message> user(List<RequestObject> blocks) {
		List<Message> messages = new ArrayList<>();
		List<Part> said = new ArrayList<>();
		boolean results = false;
		for (RequestObject block : blocks) {
			boolean isResult = block.text("type").equals("tool_result");
			if (isResult != results && !said.isEmpty()) {
				messages.add(new Message(results ? Role.TOOL : Role.USER, said));
				said = new ArrayList<>();
			}
			results = isResult;
			if (isResult) {
				said.add(result(block));
			}
			else {
				said.addAll(ContentReader.content(block));
			}
		}
		if (!said.isEmpty() || messages.isEmpty()) {
			messages.add(new Message(results ? Role.TOOL : Role.USER, said));
		}
		return messages;
	}

	private Part result(RequestObject block) {
		String id = block.requiredText("tool_use_id");
		String tool = this.calls.get(id);
		if (tool == null && !this.continued) {
			throw block.rejected("tool_use_id", "the id of a tool_use in an earlier message");
		}
		if (!this.results.add(id)) {
			throw block.rejected("tool_use_id", "the id of a call that has no result yet");
		}
		List<Part.Content> content = new ArrayList<>();
		JsonNode said = block.get(CONTENT);
		if (said.isString()) {
			content.add(new Part.Text(said.asString()));
		}
		else {
			block.objects(CONTENT, ClaudeFields.BLOCK_FIELD, "blocks")
				.forEach((each) -> content.addAll(ContentReader.content(each)));
		}
		return new Part.ToolResult(id, tool, content, Boolean.TRUE.equals(block.flag("is_error")));
	}

}
