package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.sse.BodyReader;
import io.github.shimmy4j.protocol.sse.EventReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what a server sends, as it arrives, and delivers it in the form that the client
 * asked for. Streams and whole answers are judged here by the same rules: an answer is
 * good if the server said that it is whole, and no error stands in it. For one thread.
 */
public final class AnswerReader {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String DONE = "[DONE]";

	/** With it, llama.cpp's server reports how much of a prompt it has read. */
	private static final String PROMPT_PROGRESS = "prompt_progress";

	private static final String IN_A_STREAM = "The server reported in mid-stream";

	private final AnswerForm form;

	private final BodyReader body = new BodyReader(new Chunks());

	private final AnswerProgress progress = new AnswerProgress();

	/** Whether a part of a chat completion came. */
	private boolean choicesSeen;

	private boolean finished;

	private boolean done;

	private boolean ended;

	/**
	 * The first event that is nothing we know, which may explain why nothing else came.
	 */
	private @Nullable String strange;

	/**
	 * A reader of one answer.
	 * @param form where it is delivered
	 */
	public AnswerReader(AnswerForm form) {
		this.form = form;
	}

	/**
	 * Reads bytes that have arrived.
	 * @param arrived any number of bytes, cut anywhere; they are consumed
	 * @throws ShimmyException the error that the server tells; INVALID_RESPONSE if this
	 * is no chat completion, ANSWER_TRUNCATED if it is not whole
	 */
	public void read(ByteBuffer arrived) {
		this.body.read(arrived);
	}

	/**
	 * The server has ended its answer.
	 * @throws ShimmyException as {@link #read}
	 */
	public void end() {
		this.body.end();
		if (this.body.isEvents()) {
			endOfEvents(this.body.rest());
		}
		else {
			whole(this.body.document());
		}
	}

	/**
	 * Whether the answer grew since this was asked last.
	 * @return true after the first token, and each later one
	 */
	public boolean takeGrowth() {
		return this.progress.takeGrowth();
	}

	/**
	 * Whether something arrived since this was asked last that shows the server at work:
	 * a part of the answer, or the report that more of the prompt was read. Comments,
	 * empty chunks and unchanged reports do not.
	 * @return true if the server is not silent
	 */
	public boolean takeProgress() {
		return this.body.takeGrowth() | this.progress.takeWork();
	}

	/**
	 * Whether the answer came to its good end since this was asked last.
	 * @return true once
	 */
	public boolean takeDone() {
		boolean taken = this.ended;
		this.ended = false;
		return taken;
	}

	/**
	 * What the server has told of its tokens so far.
	 * @return the last that it told
	 */
	public Usage usage() {
		return this.progress.usage();
	}

	// Events

	private void event(String text) {
		if (this.done || text.isEmpty()) {
			return;
		}
		if (text.equals(DONE)) {
			this.done = true;
			close();
			return;
		}
		JsonNode said = parse(text);
		if (said == null) {
			throw ServerError.unreadable("The server sent an event that is not JSON", text);
		}
		event(said);
	}

	private void event(JsonNode said) {
		refuseErrors(said, IN_A_STREAM);
		this.progress.promptReport(said.path(PROMPT_PROGRESS));
		if (said instanceof ObjectNode chunk && (chunk.has(Fields.CHOICES) || chunk.has(Fields.USAGE))) {
			this.choicesSeen |= chunk.has(Fields.CHOICES);
			chunk(this.form.shape().chunk(chunk));
		}
		else if (this.strange == null && !said.has(PROMPT_PROGRESS)) {
			this.strange = said.toString();
		}
	}

	private void chunk(CompletionChunk chunk) {
		this.finished |= chunk.isLast();
		this.progress.chunk(chunk);
		this.form.chunk(chunk);
	}

	/** An error may also stand inside a choice. */
	private static void refuseErrors(JsonNode said, String where) {
		refuse(ServerError.in(said, where));
		for (JsonNode choice : said.path(Fields.CHOICES)) {
			refuse(ServerError.in(choice, where));
		}
	}

	private static void refuse(@Nullable ShimmyException error) {
		if (error != null) {
			throw error;
		}
	}

	/** A stream that only stops, in the middle of an event or not, was cut. */
	private void endOfEvents(@Nullable String rest) {
		String text = (rest != null) ? rest.strip() : "";
		JsonNode said = text.isEmpty() ? null : parse(text);
		if (said != null) {
			event(said);
		}
		else if (text.equals(DONE)) {
			event(text);
		}
		if (!this.done) {
			close();
		}
	}

	private void close() {
		if (this.finished) {
			this.form.end();
			this.ended = true;
		}
		else if (this.strange != null && !this.choicesSeen) {
			throw ServerError.unreadable("The server sent events that are no chunks of a chat completion",
					this.strange);
		}
		else {
			throw new ShimmyException(ShimmyErrorCode.ANSWER_TRUNCATED,
					"The stream ended before the server said that the answer was whole");
		}
	}

	// A document

	private void whole(String text) {
		if (text.isBlank()) {
			throw ServerError.unreadable("The server's answer is empty", "");
		}
		JsonNode said = parse(text);
		if (said == null) {
			throw ServerError.unreadable("The server's answer is not JSON", text);
		}
		refuseErrors(said, "The server answered with a good status and an error");
		if (!(said instanceof ObjectNode json)) {
			throw ServerError.unreadable("The server's answer is not a JSON object", said.toString());
		}
		this.progress.document();
		this.form.whole(this.form.shape().whole(json));
		this.form.end();
		this.ended = true;
	}

	/** A list of one is taken for its element: so Google's server tells errors. */
	private @Nullable JsonNode parse(String text) {
		try {
			JsonNode said = MAPPER.readTree(this.form.model().shownIn(text));
			return (said.isArray() && said.size() == 1) ? said.get(0) : said;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private final class Chunks implements EventReader.Events {

		@Override
		public void event(String data) {
			AnswerReader.this.event(data.strip());
		}

		@Override
		public void error(String said) {
			if (AnswerReader.this.done) {
				return;
			}
			JsonNode words = parse(said.strip());
			ObjectNode error = MAPPER.createObjectNode();
			error.set(Fields.ERROR, (words != null) ? words : error.stringNode(said));
			refuse((words != null) ? ServerError.in(words, IN_A_STREAM) : null);
			refuse(ServerError.in(error, IN_A_STREAM));
		}

	}

}
