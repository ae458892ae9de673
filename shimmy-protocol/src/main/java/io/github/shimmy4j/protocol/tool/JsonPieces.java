package io.github.shimmy4j.protocol.tool;

import io.github.shimmy4j.protocol.openai.InvalidAnswerException;

/**
 * A JSON value that is read one character at a time, and taken in pieces. No piece ends
 * inside a surrogate pair.
 */
abstract sealed class JsonPieces {

	private final StringBuilder read = new StringBuilder();

	private boolean ended;

	/**
	 * Reads a character.
	 * @return whether the value needed it; false ends a number or a literal
	 * @throws InvalidAnswerException if this is no JSON
	 */
	abstract boolean accept(char next);

	/** Whether the value is complete. */
	final boolean isEnded() {
		return this.ended;
	}

	final void end() {
		this.ended = true;
	}

	final void append(char next) {
		this.read.append(next);
	}

	/** Takes what was read since the last call; may be empty. */
	final String take() {
		int length = this.read.length();
		if (!this.ended && length > 0 && Character.isHighSurrogate(this.read.charAt(length - 1))) {
			length--;
		}
		String taken = this.read.substring(0, length);
		this.read.delete(0, length);
		return taken;
	}

	/** The text of a string, from the character after its first quote. */
	static final class Text extends JsonPieces {

		private static final int HEX = 16;

		private static final int HEX_DIGITS = 4;

		private boolean escaped;

		/** Digits of an escaped code unit that are still missing. */
		private int digits;

		private int unit;

		@Override
		boolean accept(char next) {
			if (this.digits > 0) {
				digit(next);
			}
			else if (this.escaped) {
				this.escaped = false;
				escape(next);
			}
			else if (next == '\\') {
				this.escaped = true;
			}
			else if (next == '"') {
				end();
			}
			else {
				append(next);
			}
			return true;
		}

		private void escape(char next) {
			switch (next) {
				case '"', '\\', '/' -> append(next);
				case 'b' -> append('\b');
				case 'f' -> append('\f');
				case 'n' -> append('\n');
				case 'r' -> append('\r');
				case 't' -> append('\t');
				case 'u' -> {
					this.digits = HEX_DIGITS;
					this.unit = 0;
				}
				default -> throw CallReader.malformed("an escape of '" + next + "' in a string");
			}
		}

		private void digit(char next) {
			int value = (next < 0x80) ? Character.digit(next, HEX) : -1;
			if (value < 0) {
				throw CallReader.malformed("'" + next + "' in an escape of a string");
			}
			this.unit = this.unit * HEX + value;
			this.digits--;
			if (this.digits == 0) {
				append((char) this.unit);
			}
		}

	}

	/** Any value, as its JSON. */
	static final class Raw extends JsonPieces {

		private int depth;

		private boolean inText;

		private boolean escaped;

		private boolean begun;

		@Override
		boolean accept(char next) {
			if (this.inText) {
				inText(next);
				return true;
			}
			boolean blank = CallReader.isBlank(next);
			if (!this.begun && blank) {
				return true;
			}
			if (this.depth == 0 && this.begun && (blank || next == ',' || next == '}' || next == ']')) {
				end();
				return false;
			}
			this.begun = true;
			append(next);
			switch (next) {
				case '"' -> this.inText = true;
				case '{', '[' -> this.depth++;
				case '}', ']' -> {
					this.depth--;
					if (this.depth < 0) {
						throw CallReader.malformed("'" + next + "' in place of a value");
					}
					endIfWhole();
				}
				default -> {
					// A part of a number or a literal, or between values.
				}
			}
			return true;
		}

		private void inText(char next) {
			append(next);
			if (this.escaped) {
				this.escaped = false;
			}
			else if (next == '\\') {
				this.escaped = true;
			}
			else if (next == '"') {
				this.inText = false;
				endIfWhole();
			}
		}

		private void endIfWhole() {
			if (this.depth == 0) {
				end();
			}
		}

	}

}
