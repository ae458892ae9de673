package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what a server sends, as it arrives, and writes what the client library asked for.
 * Whether those are events or one document is seen from the bytes and not from what was
 * asked for: a stream may have to be joined, and a whole answer to be cut. Stream and
 * call are judged here, by the same rules.
 */
final class AnswerReader {

	/** So much of all events; a document may have as much as one line. */
	private static final long MAX_ANSWER_BYTES = 64L * 1024 * 1024;

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final ByteString BYTE_ORDER_MARK = ByteString.decodeHex("efbbbf");

	/** How a line of an event stream begins. */
	private static final List<ByteString> FIELDS = Stream.of(":", "data:", "event:", "id:", "retry:", "error:")
		.map(ByteString::encodeUtf8)
		.toList();

	private static final int LONGEST_FIELD = 6;

	private static final String DONE = "[DONE]";

	/** With it, llama.cpp's server reports how much of a prompt it has read. */
	private static final String PROMPT_PROGRESS = "prompt_progress";

	private static final String IN_A_STREAM = "The server reported in mid-stream";

	private final AnswerForm form;

	private final EventReader.Events chunks = new Chunks();

	private final Buffer unread = new Buffer();

	private boolean marked;

	/** Null until it is known which it is. */
	private @Nullable EventReader events;

	private boolean document;

	private long received;

	private boolean grown;

	/** Whether the prompt was read further, or a part of the answer came. */
	private boolean progress;

	/** Tokens of the prompt that the server says it has read. */
	private long promptRead;

	/** Whether a part of a chat completion came. */
	private boolean choicesSeen;

	private boolean finished;

	private boolean done;

	private boolean ended;

	private PromptUsage usage = PromptUsage.UNKNOWN;

	/**
	 * The first event that is nothing we know, which may explain why nothing else came.
	 */
	private @Nullable String strange;

	AnswerReader(AnswerForm form) {
		this.form = form;
	}

	/**
	 * Takes what arrived.
	 * @param arrived bytes, which are consumed
	 */
	void read(Buffer arrived) throws IOException {
		this.received += arrived.size();
		boolean blank = arrived.snapshot().utf8().isBlank();
		this.unread.write(arrived, arrived.size());
		recognize(false);
		if (this.events != null) {
			if (this.received > MAX_ANSWER_BYTES) {
				throw new TransportException(ShimmyErrorCode.INVALID_RESPONSE,
						"The server's answer has more than %d bytes".formatted(MAX_ANSWER_BYTES));
			}
			this.events.read(this.unread, this.chunks);
			this.progress |= this.events.lineGrew();
			return;
		}
		this.progress |= this.document && !blank;
		if (this.unread.size() > EventReader.MAX_LINE_BYTES) {
			throw EventReader.tooLong();
		}
	}

	/** The server has ended its answer. */
	void end() throws IOException {
		recognize(true);
		if (this.events != null) {
			endOfEvents(this.events.rest(this.chunks));
		}
		else {
			whole(this.unread.readUtf8());
		}
	}

	/** Whether the answer grew since this was asked last. */
	boolean takeGrowth() {
		boolean taken = this.grown;
		this.grown = false;
		return taken;
	}

	/** Whether the answer came to its good end since this was asked last. */
	boolean takeDone() {
		boolean taken = this.ended;
		this.ended = false;
		return taken;
	}

	/**
	 * Whether something arrived since this was asked last that shows the server at work:
	 * a part of the answer, or the report that more of the prompt was read. Comments,
	 * empty chunks and unchanged reports do not.
	 */
	boolean takeProgress() {
		boolean taken = this.progress;
		this.progress = false;
		return taken;
	}

	PromptUsage usage() {
		return this.usage;
	}

	private void recognize(boolean all) throws IOException {
		if (this.events != null || this.document) {
			return;
		}
		if (!this.marked && (this.unread.size() >= BYTE_ORDER_MARK.size() || all)) {
			this.marked = true;
			if (this.unread.rangeEquals(0, BYTE_ORDER_MARK)) {
				this.unread.readByteString(BYTE_ORDER_MARK.size());
			}
		}
		while (this.marked && this.unread.size() > 0 && Character.isWhitespace(this.unread.getByte(0))) {
			this.unread.readByte();
		}
		if (this.marked && (this.unread.size() >= LONGEST_FIELD || all)) {
			if (FIELDS.stream().anyMatch((field) -> this.unread.rangeEquals(0, field))) {
				this.events = new EventReader();
			}
			else {
				this.document = true;
			}
		}
	}

	// Events

	private void event(String data) throws TransportException {
		String text = data.strip();
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
			throw CompletionShape.unreadable("The server sent an event that is not JSON", text);
		}
		event(said);
	}

	private void event(JsonNode said) throws TransportException {
		refuseErrors(said, IN_A_STREAM);
		long promptRead = said.path(PROMPT_PROGRESS).path("processed").asLong(0);
		if (promptRead > this.promptRead) {
			this.promptRead = promptRead;
			this.progress = true;
		}
		if (!(said instanceof ObjectNode chunk) || !isChunk(chunk)) {
			if (this.strange == null && !said.has(PROMPT_PROGRESS)) {
				this.strange = said.toString();
			}
			return;
		}
		this.choicesSeen |= chunk.has(CompletionShape.CHOICES);
		this.form.shape().chunk(chunk);
		note(chunk);
		this.form.chunk(chunk);
	}

	private static boolean isChunk(ObjectNode said) {
		return said.has(CompletionShape.CHOICES) || said.has(CompletionShape.USAGE);
	}

	/** An error may also stand inside a choice. */
	private static void refuseErrors(JsonNode said, String where) throws TransportException {
		refuse(ServerError.in(said, where));
		for (JsonNode choice : said.path(CompletionShape.CHOICES)) {
			refuse(ServerError.in(choice, where));
		}
	}

	private static void refuse(@Nullable TransportException error) throws TransportException {
		if (error != null) {
			throw error;
		}
	}

	private void note(ObjectNode chunk) {
		for (JsonNode choice : chunk.path(CompletionShape.CHOICES)) {
			boolean last = !choice.path(CompletionShape.FINISH_REASON).isNull();
			this.finished |= last;
			boolean grew = last || saysAnything(choice.path(CompletionShape.DELTA));
			this.grown |= grew;
			this.progress |= grew;
		}
		if (chunk.has(CompletionShape.USAGE)) {
			this.usage = PromptUsage.of(chunk.path(CompletionShape.USAGE));
		}
	}

	private static boolean saysAnything(JsonNode delta) {
		return delta.properties()
			.stream()
			.anyMatch((field) -> !field.getKey().equals("role") && (field.getValue().isContainer()
					? !field.getValue().isEmpty() : !field.getValue().asString("").isEmpty()));
	}

	/** A stream that only stops, in the middle of an event or not, was cut. */
	private void endOfEvents(@Nullable String rest) throws TransportException {
		if (rest != null) {
			String text = rest.strip();
			JsonNode said = parse(text);
			if (said != null) {
				event(said);
			}
			else if (text.equals(DONE)) {
				event(text);
			}
		}
		if (!this.done) {
			close();
		}
	}

	private void close() throws TransportException {
		if (this.finished) {
			this.form.end();
			this.ended = true;
		}
		else if (this.strange != null && !this.choicesSeen) {
			throw CompletionShape.unreadable("The server sent events that are no chunks of a chat completion",
					this.strange);
		}
		else {
			throw new TransportException(ShimmyErrorCode.ANSWER_TRUNCATED,
					"The stream ended before the server said that the answer was whole");
		}
	}

	// A document

	private void whole(String text) throws TransportException {
		if (text.isBlank()) {
			throw CompletionShape.unreadable("The server's answer is empty", "");
		}
		JsonNode said = parse(text);
		if (said == null) {
			throw CompletionShape.unreadable("The server's answer is not JSON", text);
		}
		refuseErrors(said, "The server answered with a good status and an error");
		if (!(said instanceof ObjectNode completion)) {
			throw CompletionShape.unreadable("The server's answer is not a JSON object", said);
		}
		this.form.shape().whole(completion);
		this.grown = true;
		this.form.whole(completion);
		this.form.end();
		this.ended = true;
	}

	/** A list of one is taken for its element: so Google's server tells errors. */
	private @Nullable JsonNode parse(String text) {
		try {
			JsonNode said = MAPPER.readTree(this.form.named(text));
			return (said.isArray() && said.size() == 1) ? said.get(0) : said;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private final class Chunks implements EventReader.Events {

		@Override
		public void event(String data) throws TransportException {
			AnswerReader.this.event(data);
		}

		@Override
		public void error(String said) throws TransportException {
			if (AnswerReader.this.done) {
				return;
			}
			JsonNode words = parse(said.strip());
			ObjectNode error = MAPPER.createObjectNode();
			error.set("error", (words != null) ? words : error.stringNode(said));
			refuse((words != null) ? ServerError.in(words, IN_A_STREAM) : null);
			refuse(ServerError.in(error, IN_A_STREAM));
		}

	}

}
