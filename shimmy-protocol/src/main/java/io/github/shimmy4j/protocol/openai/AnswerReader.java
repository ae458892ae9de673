package io.github.shimmy4j.protocol.openai;

import java.nio.ByteBuffer;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.protocol.sse.BodyReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a server's answer as it arrives, and delivers it in the form that the client
 * wants. The same rules hold for streams and whole answers: an answer is good if the
 * server has marked it as complete and reports no error in it. Not thread-safe.
 */
public final class AnswerReader {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String DONE = "[DONE]";

	/** In this field, llama.cpp's server reports how much of the prompt it has read. */
	private static final String PROMPT_PROGRESS = "prompt_progress";

	private static final String IN_A_STREAM = "The server reported in mid-stream";

	private final AnswerForm form;

	private final BodyReader body = new BodyReader(new Chunks());

	/** Whether a part of a chat completion has arrived. */
	private boolean choicesSeen;

	private boolean finished;

	private boolean done;

	private boolean ended;

	/** The first event of unknown form, for the message if nothing else arrives. */
	private @Nullable String unknown;

	private boolean grown;

	private boolean worked;

	private long promptRead;

	private Usage usage = Usage.UNKNOWN;

	/** Delivers an answer in its form. */
	public AnswerReader(AnswerForm form) {
		this.form = form;
	}

	/**
	 * Reads bytes that have arrived.
	 * @param arrived any number of bytes, split anywhere; they are consumed
	 * @throws ShimmyException the error that the server reports; INVALID_RESPONSE if this
	 * is no chat completion, ANSWER_TRUNCATED if it is incomplete
	 */
	public void read(ByteBuffer arrived) {
		this.body.read(arrived);
	}

	/** Reads the end of the answer; fails as {@link #read}. */
	public void end() {
		this.body.end();
		if (this.body.isEvents()) {
			endOfEvents(this.body.takeRest());
		}
		else {
			whole(this.body.takeDocument());
		}
	}

	/** Whether the answer has grown since the last call: true after each token. */
	public boolean takeGrowth() {
		boolean taken = this.grown;
		this.grown = false;
		return taken;
	}

	/**
	 * Tells whether anything has arrived since the last call that shows the server at
	 * work: a part of the answer, or a report that more of the prompt was read. Comments,
	 * empty chunks and unchanged reports do not count.
	 * @return true if the server is not silent
	 */
	public boolean takeProgress() {
		boolean taken = this.body.takeGrowth() | this.worked;
		this.worked = false;
		return taken;
	}

	/** Whether the answer has ended well since the last call: true once. */
	public boolean takeDone() {
		boolean taken = this.ended;
		this.ended = false;
		return taken;
	}

	/** The last numbers of tokens that the server has reported. */
	public Usage usage() {
		return this.usage;
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
		String shown = this.form.model().shownIn(text);
		PlainChunk plain = PlainChunk.read(shown);
		if (plain != null && this.form.plain(plain)) {
			this.grown = true;
			this.worked = true;
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
		promptReport(said.path(PROMPT_PROGRESS));
		if (said instanceof ObjectNode chunk && (chunk.has(Fields.CHOICES) || chunk.has(Fields.USAGE))) {
			this.choicesSeen |= chunk.has(Fields.CHOICES);
			chunk(this.form.shape().chunk(chunk));
		}
		else if (this.unknown == null && !said.has(PROMPT_PROGRESS)) {
			this.unknown = said.toString();
		}
	}

	private void chunk(Completion.Chunk chunk) {
		this.finished |= chunk.isLast();
		if (chunk.isLast() || chunk.saysAnything()) {
			this.grown = true;
			this.worked = true;
		}
		Usage told = chunk.usage();
		this.usage = (told != null) ? told : this.usage;
		this.form.chunk(chunk);
	}

	/** An unchanged report only keeps the connection open. */
	private void promptReport(JsonNode report) {
		long read = report.path("processed").asLong(0);
		if (read > this.promptRead) {
			this.promptRead = read;
			this.worked = true;
		}
	}

	/** An error may also be inside a choice. */
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

	/** A stream may lack its end mark; then its finish reason decides. */
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
		else if (this.unknown != null && !this.choicesSeen) {
			throw ServerError.unreadable("The server sent events that are no chunks of a chat completion",
					this.unknown);
		}
		else {
			throw new ShimmyException(ShimmyErrorCode.ANSWER_TRUNCATED, "The stream ended without a finish reason");
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
		refuseErrors(said, "The server answered with a success status and an error");
		if (!(said instanceof ObjectNode json)) {
			throw ServerError.unreadable("The server's answer is not a JSON object", said.toString());
		}
		this.grown = true;
		this.form.whole(this.form.shape().whole(json));
		this.form.end();
		this.ended = true;
	}

	/** Unpacks a list of one: Google's server reports errors in such a list. */
	private @Nullable JsonNode parse(String text) {
		try {
			JsonNode said = MAPPER.readTree(this.form.model().shownIn(text));
			return (said.isArray() && said.size() == 1) ? said.get(0) : said;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private final class Chunks implements BodyReader.Events {

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
