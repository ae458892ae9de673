package io.github.shimmy4j.protocol.conversation;

/** Finds the end of a JSON object that arrives in pieces. Not thread-safe. */
final class ObjectEnd {

	private int depth;

	private boolean begun;

	private boolean inText;

	private boolean escaped;

	void read(char next) {
		if (this.inText) {
			this.inText = this.escaped || next != '"';
			this.escaped = !this.escaped && next == '\\';
			return;
		}
		switch (next) {
			case '"' -> this.inText = true;
			case '{', '[' -> {
				this.depth++;
				this.begun = true;
			}
			case '}', ']' -> this.depth--;
			default -> {
				// Between braces.
			}
		}
	}

	/** Whether the braces of the object are closed. */
	boolean isReached() {
		return this.begun && this.depth == 0;
	}

}
