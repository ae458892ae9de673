package io.github.shimmy4j.protocol.tool;

import io.github.shimmy4j.protocol.openai.Fields;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer that follows a {@link CallSchema}, in pieces split anywhere, and passes
 * on the text or the calls as they arrive. Not thread-safe.
 */
final class CallReader {

	private final boolean structured;

	private final Calls calls;

	private State state = State.OPEN;

	/** The string or the value that is being read. */
	private JsonPieces value = new JsonPieces.Text();

	private String key = "";

	/** Name of the call that is being read; null before it is known. */
	private @Nullable String name;

	/** Index of the call that is being read. */
	private int index = -1;

	/**
	 * Makes a reader.
	 * @param structured whether the answer to the user is JSON, which is passed on as it
	 * is written, and not a string
	 * @param calls receives the parts of the answer
	 */
	CallReader(boolean structured, Calls calls) {
		this.structured = structured;
		this.calls = calls;
	}

	/**
	 * Reads more of the answer.
	 * @throws InvalidAnswerException if it does not follow the schema
	 */
	void read(String piece) {
		for (int at = 0; at < piece.length(); at++) {
			step(piece.charAt(at));
		}
		pass();
	}

	/**
	 * Reads the end of the answer.
	 * @param cut whether it was cut off at the limit of tokens
	 * @throws InvalidAnswerException if it ends too early and was not cut off
	 */
	void end(boolean cut) {
		if (!cut && this.state != State.DONE) {
			throw malformed("its end");
		}
		this.value.end();
		pass();
	}

	/** Whether the answer has called a tool. */
	boolean hasCalls() {
		return this.index >= 0;
	}

	private void step(char next) {
		if (this.state.readsValue) {
			if (this.value.accept(next)) {
				endOfValue();
				return;
			}
			endOfValue();
		}
		if (!isBlank(next)) {
			structure(next);
		}
	}

	/** Characters between the values. */
	private void structure(char next) {
		switch (this.state) {
			case OPEN -> expect('{', next, State.BEFORE_KEY);
			case BEFORE_KEY -> text('"', next, State.KEY);
			case AFTER_KEY -> {
				expect(':', next, State.OPEN);
				begin();
			}
			case BEFORE_TEXT -> text('"', next, State.TEXT);
			case BEFORE_NAME -> text('"', next, State.NAME);
			case BEFORE_CALLS -> expect('[', next, State.BEFORE_CALL);
			case BEFORE_CALL -> {
				expect('{', next, State.BEFORE_KEY);
				this.index++;
			}
			case AFTER_NAME -> expect(',', next, State.BEFORE_KEY);
			case AFTER_ARGUMENTS -> {
				expect('}', next, State.AFTER_CALL);
				this.name = null;
			}
			case AFTER_CALL -> {
				if (next == ',') {
					this.state = State.BEFORE_CALL;
				}
				else {
					expect(']', next, State.CLOSE);
				}
			}
			case CLOSE -> expect('}', next, State.DONE);
			case DONE, KEY, TEXT, JSON, NAME, ARGUMENTS -> throw malformed("'" + next + "'");
		}
	}

	/** The value after a key. */
	private void begin() {
		boolean inCall = this.index >= 0;
		if (!inCall && this.key.equals(CallSchema.ANSWER)) {
			this.state = this.structured ? State.JSON : State.BEFORE_TEXT;
		}
		else if (!inCall && this.key.equals(Fields.TOOL_CALLS)) {
			this.state = State.BEFORE_CALLS;
		}
		else if (inCall && this.name == null && this.key.equals(Fields.NAME)) {
			this.state = State.BEFORE_NAME;
		}
		else if (inCall && this.name != null && this.key.equals(Fields.ARGUMENTS)) {
			this.state = State.ARGUMENTS;
		}
		else {
			throw malformed("the property '" + this.key + "'");
		}
		if (this.state.readsValue) {
			this.value = new JsonPieces.Raw();
		}
	}

	private void endOfValue() {
		if (!this.value.isEnded()) {
			return;
		}
		switch (this.state) {
			case KEY -> {
				this.key = this.value.take();
				this.state = State.AFTER_KEY;
			}
			case NAME -> {
				String called = this.value.take();
				this.name = called;
				this.calls.call(this.index, called);
				this.state = State.AFTER_NAME;
			}
			case TEXT, JSON -> {
				pass();
				this.state = State.CLOSE;
			}
			case ARGUMENTS -> {
				pass();
				this.state = State.AFTER_ARGUMENTS;
			}
			default -> throw new IllegalStateException("no value is read in " + this.state);
		}
	}

	/** Passes on what was read of a value, unless only the whole of it counts. */
	private void pass() {
		String piece = switch (this.state) {
			case TEXT, JSON, ARGUMENTS -> this.value.take();
			default -> "";
		};
		if (piece.isEmpty()) {
			return;
		}
		if (this.state == State.ARGUMENTS) {
			this.calls.arguments(this.index, piece);
		}
		else {
			this.calls.text(piece);
		}
	}

	private void text(char quote, char next, State then) {
		expect(quote, next, then);
		this.value = new JsonPieces.Text();
	}

	private void expect(char expected, char next, State then) {
		if (next != expected) {
			throw malformed("'" + next + "' in place of '" + expected + "'");
		}
		this.state = then;
	}

	static boolean isBlank(char next) {
		return next == ' ' || next == '\n' || next == '\r' || next == '\t';
	}

	static InvalidAnswerException malformed(String found) {
		return new InvalidAnswerException("The server does not follow the schema for tools: its answer has "
				+ PrintableText.of(found, PrintableText.NAME_LENGTH), null);
	}

	/** Receives the parts of an answer: either texts, or each call and its arguments. */
	interface Calls {

		/** The answer to the user goes on. */
		void text(String piece);

		/** A call begins. */
		void call(int index, String name);

		/** The JSON of a call's arguments goes on. */
		void arguments(int index, String piece);

	}

	private enum State {

		OPEN, BEFORE_KEY, KEY(true), AFTER_KEY, BEFORE_TEXT, TEXT(true), JSON(true), BEFORE_CALLS, BEFORE_CALL,
		BEFORE_NAME, NAME(true), AFTER_NAME, ARGUMENTS(true), AFTER_ARGUMENTS, AFTER_CALL, CLOSE, DONE;

		private final boolean readsValue;

		State() {
			this(false);
		}

		State(boolean readsValue) {
			this.readsValue = readsValue;
		}

	}

}
