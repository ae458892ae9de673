package io.github.shimmy4j.protocol.openai;

import java.util.function.Predicate;

import io.github.shimmy4j.protocol.sse.EventWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chunk of a streamed chat completion. All fields that OpenAI's specification requires
 * are there, and whatever else its server sent.
 *
 * @param json the object; not changed by anybody
 * @see CompletionShape
 */
public record CompletionChunk(ObjectNode json) {

	/** The event after the last chunk. */
	public static final String END_EVENT = EventWriter.event("[DONE]");

	/**
	 * As it is sent.
	 * @return an event
	 */
	public String event() {
		return EventWriter.event(JsonMapper.shared().writeValueAsString(this.json));
	}

	/**
	 * Whether an answer ends here.
	 * @return true if a choice has a finish reason
	 */
	public boolean isLast() {
		return anyChoice((choice) -> !choice.path(Fields.FINISH_REASON).isNull());
	}

	/**
	 * Whether more of an answer is here.
	 * @return false for a role alone, and for empty texts, which only keep the connection
	 */
	public boolean saysAnything() {
		return anyChoice((choice) -> choice.path(Fields.DELTA)
			.properties()
			.stream()
			.anyMatch((field) -> !field.getKey().equals(Fields.ROLE) && !isEmpty(field.getValue())));
	}

	private static boolean isEmpty(JsonNode value) {
		return value.isContainer() ? value.isEmpty() : value.asString("").isEmpty();
	}

	private boolean anyChoice(Predicate<JsonNode> test) {
		return this.json.path(Fields.CHOICES).valueStream().anyMatch(test);
	}

	/**
	 * The usage that it tells.
	 * @return null if it tells none
	 */
	public @Nullable Usage usage() {
		JsonNode usage = this.json.path(Fields.USAGE);
		return usage.isObject() ? Usage.of(usage) : null;
	}

}
