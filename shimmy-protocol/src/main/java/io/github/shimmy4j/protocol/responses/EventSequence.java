package io.github.shimmy4j.protocol.responses;

import io.github.shimmy4j.protocol.sse.EventWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The events of one answer, which are numbered without holes. Not thread-safe. */
final class EventSequence {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final boolean wanted;

	private final StringBuilder untaken = new StringBuilder();

	private int next;

	/** Events that are dropped unless the client wants them. */
	EventSequence(boolean wanted) {
		this.wanted = wanted;
	}

	/**
	 * Adds an event.
	 * @param type its type, without the prefix that all have
	 * @param fields its fields
	 */
	void add(String type, ObjectNode fields) {
		if (!this.wanted) {
			return;
		}
		String name = "response." + type;
		ObjectNode event = MAPPER.createObjectNode().put("type", name).put("sequence_number", this.next++);
		event.setAll(fields);
		this.untaken.append(EventWriter.event(name, MAPPER.writeValueAsString(event)));
	}

	/** The events since the last call. */
	String take() {
		String taken = this.untaken.toString();
		this.untaken.setLength(0);
		return taken;
	}

}
