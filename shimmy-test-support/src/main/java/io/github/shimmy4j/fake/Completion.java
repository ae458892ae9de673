package io.github.shimmy4j.fake;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/** The JSON of one completion, as a whole or in the chunks of a stream. */
interface Completion {

	/** The body of an answer that is not streamed. */
	ObjectNode whole(Answer answer);

	/** Whether a stream begins before the prompt was read, with {@link #progress}. */
	boolean reportsReading();

	/** The chunks that tell how much of the prompt was read. */
	List<ObjectNode> progress(long read, long total);

	/** The chunk before the first token. */
	ObjectNode start();

	/** The chunk of one token. */
	ObjectNode token(String text);

	/** The chunk with the finish reason. */
	ObjectNode finish(Answer answer);

	/** The chunk after it, for a client that asks for the usage. */
	ObjectNode usage(Answer answer);

	/** The answer in place of a whole one whose generation failed. */
	Reply failure();

	/** The event in place of the finish reason of a stream whose generation failed. */
	ObjectNode failureEvent();

}
