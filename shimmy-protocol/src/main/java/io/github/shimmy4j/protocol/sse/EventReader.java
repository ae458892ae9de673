package io.github.shimmy4j.protocol.sse;

import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes as they arrive. Passes on the data of each event
 * and ignores names, ids, retry times and comments. Some servers, such as llama.cpp's
 * until 2025, write errors into a field {@code error}, which the specification does not
 * know. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the
 * specification</a>
 */
public final class EventReader {

	/** Longest line in bytes. No answer that fits into a supported context is longer. */
	public static final int MAX_LINE_BYTES = 4 * 1024 * 1024;

	private static final String DATA = "data";

	private static final String ERROR = "error";

	private static final byte[] BEGIN_OF_DATA = (DATA + ":").getBytes(StandardCharsets.UTF_8);

	private final Events events;

	private final Bytes line = new Bytes();

	/** Whether a newline that comes next belongs to a line end that was read already. */
	private boolean returned;

	/** Data of the event that has begun; null between two events. */
	private @Nullable StringBuilder data;

	private boolean insideOfData;

	/** Passes each event on as soon as it is complete. */
	public EventReader(Events events) {
		this.events = events;
	}

	/**
	 * Reads bytes that have arrived.
	 * @param arrived any number of bytes, split anywhere
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
	 * Whether the last bytes continued a line of data without ending it: the server is at
	 * work on one long event.
	 */
	public boolean isInsideOfData() {
		return this.insideOfData;
	}

	/** Takes the data of an unfinished event at the end of the body; null if none. */
	public @Nullable String takeRest() {
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

	/** Receives events. An exception that it throws ends the reading. */
	public interface Events {

		/** Receives the data of a complete event: its data lines, joined by newlines. */
		void event(String data);

		/** Receives the value of a field {@code error}. */
		void error(String said);

	}

}
