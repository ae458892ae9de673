package io.github.shimmy4j.protocol.sse;

import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes as they arrive. Only the data of an event are read:
 * names, ids, retry times and comments are passed over. Some servers write errors in a
 * field {@code error}, which the specification does not know: llama.cpp's did until 2025.
 * For one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the
 * specification</a>
 */
public final class EventReader {

	/** Longest line in bytes. The largest answer of any context we serve is smaller. */
	public static final int MAX_LINE_BYTES = 4 * 1024 * 1024;

	private static final String DATA = "data";

	private static final String ERROR = "error";

	private static final byte[] BEGIN_OF_DATA = (DATA + ":").getBytes(StandardCharsets.UTF_8);

	private final Events events;

	private final Bytes line = new Bytes();

	/** Whether the last line ended with a return, of which a newline may be the rest. */
	private boolean returned;

	/** Data of the event that has begun; null between two events. */
	private @Nullable StringBuilder data;

	private boolean insideOfData;

	/**
	 * A reader of one body.
	 * @param events gets each event as soon as it is whole
	 */
	public EventReader(Events events) {
		this.events = events;
	}

	/**
	 * Reads bytes that have arrived.
	 * @param arrived any number of bytes, cut anywhere
	 * @throws ShimmyException INVALID_RESPONSE if a line or an event has more than
	 * {@link #MAX_LINE_BYTES}
	 */
	public void read(byte[] arrived) {
		boolean begun = this.line.size() > 0;
		boolean ended = false;
		int from = 0;
		for (int at = 0; at < arrived.length; at++) {
			boolean restOfLineEnd = this.returned && arrived[at] == '\n';
			this.returned = arrived[at] == '\r';
			if (!restOfLineEnd && (arrived[at] == '\r' || arrived[at] == '\n')) {
				this.line.write(arrived, from, at - from);
				line(this.line.takeText());
				ended = true;
			}
			if (arrived[at] == '\r' || arrived[at] == '\n') {
				from = at + 1;
			}
		}
		this.line.write(arrived, from, arrived.length - from);
		this.insideOfData = begun && !ended && this.line.startsWith(BEGIN_OF_DATA);
		if (this.line.size() > MAX_LINE_BYTES) {
			throw tooLong();
		}
	}

	/**
	 * Whether the bytes that arrived last continued a line of data without ending it.
	 * @return true if the server is at work on one long event
	 */
	public boolean isInsideOfData() {
		return this.insideOfData;
	}

	/**
	 * Reads what the end of the body left without the end of its line, or of its event.
	 * @return data of the unfinished event, or null if there is none
	 */
	public @Nullable String rest() {
		if (this.line.size() > 0) {
			field(this.line.takeText());
		}
		return (this.data != null) ? this.data.toString() : null;
	}

	private void line(String line) {
		if (!line.isEmpty()) {
			field(line);
			if (this.data != null && this.data.length() > MAX_LINE_BYTES) {
				throw tooLong();
			}
		}
		else if (this.data != null) {
			String whole = this.data.toString();
			this.data = null;
			this.events.event(whole);
		}
	}

	private void field(String line) {
		int colon = line.indexOf(':');
		String name = (colon < 0) ? line : line.substring(0, colon);
		String value = (colon < 0) ? "" : line.substring(colon + 1);
		if (name.equals(ERROR)) {
			this.events.error(value);
		}
		if (!name.equals(DATA)) {
			return;
		}
		if (this.data == null) {
			this.data = new StringBuilder();
		}
		else {
			this.data.append('\n');
		}
		this.data.append(value, value.startsWith(" ") ? 1 : 0, value.length());
	}

	static ShimmyException tooLong() {
		return new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE,
				"The server sent a line of more than %d bytes".formatted(MAX_LINE_BYTES));
	}

	/** Gets events. Whatever it throws ends the reading. */
	public interface Events {

		/**
		 * An event that is whole.
		 * @param data its lines of data, joined by newlines
		 */
		void event(String data);

		/**
		 * A field {@code error}.
		 * @param said its value
		 */
		void error(String said);

	}

}
