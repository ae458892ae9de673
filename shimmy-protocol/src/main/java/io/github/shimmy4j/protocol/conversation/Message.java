package io.github.shimmy4j.protocol.conversation;

import java.util.List;
import java.util.Objects;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param parts what is said, in this order; may be empty
 */
public record Message(Role role, List<Part> parts) {

	public Message {
		Objects.requireNonNull(role, "role");
		parts = List.copyOf(parts);
		for (Part part : parts) {
			if (!role.says(part)) {
				throw new IllegalArgumentException("A message of %s cannot have a part of type %s".formatted(role,
						part.getClass().getSimpleName()));
			}
		}
	}

	/** A message of these parts. */
	public static Message of(Role role, Part... parts) {
		return new Message(role, List.of(parts));
	}

	/** Who speaks. */
	public enum Role {

		/** The application, which instructs the model. May speak at any time. */
		SYSTEM,

		/** The user: texts and images. */
		USER,

		/** The model: texts, thinking and calls of tools. */
		ASSISTANT,

		/** The tools: results of one or more calls. */
		TOOL;

		private boolean says(Part part) {
			return switch (this) {
				case SYSTEM -> part instanceof Part.Text;
				case USER -> part instanceof Part.Content;
				case ASSISTANT ->
					part instanceof Part.Text || part instanceof Part.Thinking || part instanceof Part.ToolCall;
				case TOOL -> part instanceof Part.ToolResult;
			};
		}

	}

}
