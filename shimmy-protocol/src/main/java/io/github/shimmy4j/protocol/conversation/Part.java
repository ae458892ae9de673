package io.github.shimmy4j.protocol.conversation;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** A part of a message. */
public sealed interface Part {

	/** Content that a user writes, or a tool returns. */
	sealed interface Content extends Part {

	}

	/**
	 * A text.
	 *
	 * @param text the text; may be empty
	 */
	record Text(String text) implements Content {

		public Text {
			Objects.requireNonNull(text, "text");
		}

	}

	/**
	 * An image that is part of the request.
	 *
	 * @param mediaType such as {@code image/png}
	 * @param base64 the file
	 */
	record Image(String mediaType, String base64) implements Content {

		public Image {
			if (mediaType.isBlank() || base64.isEmpty()) {
				throw new IllegalArgumentException("An image needs a media type and data");
			}
		}

	}

	/**
	 * An image that the server has to fetch.
	 *
	 * @param url its address
	 */
	record LinkedImage(String url) implements Content {

		public LinkedImage {
			if (url.isBlank()) {
				throw new IllegalArgumentException("An image needs an address");
			}
		}

	}

	/**
	 * Thinking of the model before its answer.
	 *
	 * @param text the thinking
	 */
	record Thinking(String text) implements Part {

		public Thinking {
			Objects.requireNonNull(text, "text");
		}

	}

	/**
	 * A call of a tool by the model.
	 *
	 * @param id by which a result refers to the call
	 * @param name name of the tool
	 * @param arguments its arguments in JSON, as the model has written them
	 */
	record ToolCall(String id, String name, String arguments) implements Part {

		public ToolCall {
			if (id.isEmpty() || name.isEmpty()) {
				throw new IllegalArgumentException("A call of a tool needs an id and a name");
			}
			Objects.requireNonNull(arguments, "arguments");
		}

	}

	/**
	 * The result of a call.
	 *
	 * @param callId id of the call
	 * @param name name of the tool; null if the protocol does not repeat it
	 * @param content what the tool has returned; may be empty
	 * @param failed whether the content is the tool's error
	 */
	record ToolResult(String callId, @Nullable String name, List<Content> content, boolean failed) implements Part {

		public ToolResult {
			if (callId.isEmpty()) {
				throw new IllegalArgumentException("A result needs the id of its call");
			}
			content = List.copyOf(content);
		}

	}

}
