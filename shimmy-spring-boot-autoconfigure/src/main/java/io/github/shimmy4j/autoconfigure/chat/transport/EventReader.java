package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes as they arrive. Only their data count here; names,
 * ids, retry times and comments are passed over. Some servers write errors as a field of
 * their own, which the specification does not know: llama.cpp's did until 2025.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the
 * specification</a>
 */
final class EventReader {

	/** The largest answer of any context we serve is smaller. */
	static final long MAX_LINE_BYTES = 4 * 1024 * 1024;

	private static final ByteString LINE_ENDS = ByteString.encodeUtf8("\r\n");

	private static final String DATA = "data";

	private static final String ERROR = "error";

	private static final ByteString BEGIN_OF_DATA = ByteString.encodeUtf8(DATA + ":");

	private final Buffer pending = new Buffer();

	/** So much of it has no end of a line. */
	private long scanned;

	/** Whether the last line ended with a return, of which a newline may be the rest. */
	private boolean returned;

	private @Nullable StringBuilder data;

	private boolean lineGrew;

	/**
	 * Takes what arrived.
	 * @param arrived bytes, which are consumed
	 * @param events gets the data of each event that is whole
	 */
	void read(Buffer arrived, Events events) throws IOException {
		boolean begun = this.pending.size() > 0;
		boolean ended = false;
		this.pending.write(arrived, arrived.size());
		for (String line = nextLine(); line != null; line = nextLine()) {
			ended = true;
			line(line, events);
		}
		this.lineGrew = begun && !ended && this.pending.rangeEquals(0, BEGIN_OF_DATA);
		if (this.pending.size() > MAX_LINE_BYTES) {
			throw tooLong();
		}
	}

	/** Whether what arrived last is the inside of a long line of data. */
	boolean lineGrew() {
		return this.lineGrew;
	}

	/**
	 * The data of an event that the end of the answer left without its last line.
	 * @param events gets an error that was left so
	 */
	@Nullable String rest(Events events) throws TransportException {
		String line = this.pending.readUtf8();
		if (!line.isEmpty()) {
			field(line, events);
		}
		return (this.data != null) ? this.data.toString() : null;
	}

	private @Nullable String nextLine() throws IOException {
		if (this.returned && this.pending.size() > 0) {
			this.returned = false;
			if (this.pending.getByte(0) == '\n') {
				skip();
			}
		}
		long end = this.pending.indexOfElement(LINE_ENDS, this.scanned);
		if (end < 0) {
			this.scanned = this.pending.size();
			return null;
		}
		this.scanned = 0;
		String line = this.pending.readUtf8(end);
		this.returned = this.pending.getByte(0) == '\r';
		skip();
		return line;
	}

	private void skip() throws IOException {
		this.pending.readByte();
	}

	private void line(String line, Events events) throws TransportException {
		if (!line.isEmpty()) {
			field(line, events);
			if (this.data != null && this.data.length() > MAX_LINE_BYTES) {
				throw tooLong();
			}
		}
		else if (this.data != null) {
			String whole = this.data.toString();
			this.data = null;
			events.event(whole);
		}
	}

	private void field(String line, Events events) throws TransportException {
		int colon = line.indexOf(':');
		String name = (colon < 0) ? line : line.substring(0, colon);
		String value = (colon < 0) ? "" : line.substring(colon + 1);
		if (name.equals(ERROR)) {
			events.error(value);
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

	static TransportException tooLong() {
		return new TransportException(ShimmyErrorCode.INVALID_RESPONSE,
				"The server sent a line of more than %d bytes".formatted(MAX_LINE_BYTES));
	}

	/** Gets events. */
	interface Events {

		void event(String data) throws TransportException;

		void error(String said) throws TransportException;

	}

}
