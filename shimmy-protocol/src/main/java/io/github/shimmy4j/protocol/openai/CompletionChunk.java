package io.github.shimmy4j.protocol.openai;

import java.util.function.Predicate;

import io.github.shimmy4j.protocol.sse.EventWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chunk of a streamed chat completion: all fields that OpenAI's specification requires,
 * and whatever else the server has sent.
 *
 * @param json the object; never changed
 * @see CompletionShape
 */
public record CompletionChunk(ObjectNode json) {

	/** The event after the last chunk. */
	public static final String END_EVENT = EventWriter.event("[DONE]");

	/** The chunk as it is sent, as an event. */
	public String event() {
		return EventWriter.event(JsonMapper.shared().writeValueAsString(this.json));
	}

	/** Whether the answer ends here: a choice has a finish reason. */
	public boolean isLast() {
		return anyChoice((choice) -> !choice.path(Fields.FINISH_REASON).isNull());
	}

	/** Whether the answer grows here: by more than a role and empty texts. */
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

	/** The usage in this chunk, or null. */
	public @Nullable Usage usage() {
		JsonNode usage = this.json.path(Fields.USAGE);
		return usage.isObject() ? Usage.of(usage) : null;
	}

}
