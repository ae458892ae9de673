package io.github.shimmy4j.protocol.responses;

import io.github.shimmy4j.protocol.conversation.Delta;
import tools.jackson.databind.node.ObjectNode;

/** An item of an answer that is being written. Not thread-safe. */
interface OutputItem {

	/** Status of an item that has not ended. */
	String IN_PROGRESS = "in_progress";

	/** Status of a whole item. */
	String COMPLETED = "completed";

	/** Status of an item that was cut. */
	String INCOMPLETE = "incomplete";

	/** Whether the next piece of this kind belongs to this item. */
	boolean is(Delta delta);

	/** Tells that the item begins. */
	void begin(EventSequence events);

	/** Takes the next piece of its text or its arguments. */
	void add(String addition, EventSequence events);

	/**
	 * Tells that the item has ended.
	 * @param reason why the answer has ended; that the model stopped, if it goes on
	 */
	void end(Delta.Reason reason, EventSequence events);

	/** The item as it is now. */
	ObjectNode json();

}
