package io.github.shimmy4j.protocol.sse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body that is either server-sent events or one document. The first bytes tell
 * which: some servers send a document where a stream was requested, or declare one as the
 * other. Memory use is bounded. Not thread-safe.
 */
public final class BodyReader {

	/** Longest line in bytes. No answer that fits into a supported context is longer. */
	static final int MAX_LINE_BYTES = 4 * 1024 * 1024;

	/** Of all events together. A document may be as long as one line of events. */
	private static final long MAX_EVENTS_BYTES = 64L * 1024 * 1024;

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xef, (byte) 0xbb, (byte) 0xbf };

	/** Possible beginnings of a line of events. */
	private static final List<byte[]> FIELDS = Stream.of(":", "data:", "event:", "id:", "retry:", "error:")
		.map((field) -> field.getBytes(StandardCharsets.US_ASCII))
		.toList();

	private static final int LONGEST_FIELD = 6;

	private final EventReader events;

	/** The whole document, or the bytes needed to recognize events. */
	private final Bytes unread = new Bytes();

	private boolean markHandled;

	private Form form = Form.UNKNOWN;

	private long received;

	private boolean grew;

	/** Passes each event on, if the body has events. */
	public BodyReader(Events events) {
		this.events = new EventReader(events);
	}

	/**
	 * Reads bytes that have arrived.
	 * @param arrived any number of bytes, split anywhere; they are consumed
	 * @throws ShimmyException INVALID_RESPONSE if the body, or a line of it, is too long
	 */
	public void read(ByteBuffer arrived) {
		byte[] bytes = new byte[arrived.remaining()];
		arrived.get(bytes);
		this.received += bytes.length;
		if (this.form == Form.EVENTS) {
			readEvents(bytes);
			return;
		}
		this.unread.writeBytes(bytes);
		recognize(false);
		if (this.unread.size() > MAX_LINE_BYTES) {
			throw tooLong();
		}
		this.grew |= this.form == Form.DOCUMENT && !new String(bytes, StandardCharsets.UTF_8).isBlank();
	}

	/** Reads the end of the body. */
	public void end() {
		recognize(true);
	}

	private void recognize(boolean all) {
		if (this.form != Form.UNKNOWN) {
			return;
		}
		if (!this.markHandled && (this.unread.size() >= BYTE_ORDER_MARK.length || all)) {
			this.markHandled = true;
			this.unread.drop(this.unread.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0);
		}
		if (!this.markHandled) {
			return;
		}
		this.unread.stripLeading();
		if (this.unread.size() < LONGEST_FIELD && !all) {
			return;
		}
		this.form = FIELDS.stream().anyMatch(this.unread::startsWith) ? Form.EVENTS : Form.DOCUMENT;
		if (this.form == Form.EVENTS) {
			readEvents(this.unread.take());
		}
	}

	private void readEvents(byte[] bytes) {
		if (this.received > MAX_EVENTS_BYTES) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE,
					"The server's answer has more than %d bytes".formatted(MAX_EVENTS_BYTES));
		}
		this.events.read(bytes);
		this.grew |= this.events.isInsideOfData();
	}

	/**
	 * Tells whether a document, or one long line of data, has grown since the last call.
	 * Whole events do not count: they go to their receiver.
	 * @return true if the server has sent more
	 */
	public boolean takeGrowth() {
		boolean taken = this.grew;
		this.grew = false;
		return taken;
	}

	/** Whether the body has events; false for a document, and while this is not known. */
	public boolean isEvents() {
		return this.form == Form.EVENTS;
	}

	/** Takes the data of an unfinished event at the end of the body; null if none. */
	public @Nullable String takeRest() {
		return this.events.takeRest();
	}

	/** Takes the whole document, without a byte order mark. */
	public String takeDocument() {
		return this.unread.takeText();
	}

	private static ShimmyException tooLong() {
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

	/**
	 * Reads server-sent events from bytes as they arrive. Passes on the data of each
	 * event and ignores names, ids, retry times and comments. Some servers, such as
	 * llama.cpp's until 2025, write errors into a field {@code error}, which the
	 * specification does not know. Not thread-safe.
	 *
	 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the
	 * specification</a>
	 */
	static final class EventReader {

		private static final String DATA = "data";

		private static final String ERROR = "error";

		private static final byte[] BEGIN_OF_DATA = (DATA + ":").getBytes(StandardCharsets.UTF_8);

		private final Events events;

		private final Bytes line = new Bytes();

		/**
		 * Whether a newline that comes next belongs to a line end that was read already.
		 */
		private boolean returned;

		/** Data of the event that has begun; null between two events. */
		private @Nullable StringBuilder data;

		private boolean insideOfData;

		/** Passes each event on as soon as it is complete. */
		EventReader(Events events) {
			this.events = events;
		}

		/**
		 * Reads bytes that have arrived.
		 * @param arrived any number of bytes, split anywhere
		 * @throws ShimmyException INVALID_RESPONSE if a line or an event has more than
		 * {@link #MAX_LINE_BYTES}
		 */
		void read(byte[] arrived) {
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
		 * Whether the last bytes continued a line of data without ending it: the server
		 * is at work on one long event.
		 */
		boolean isInsideOfData() {
			return this.insideOfData;
		}

		/** Takes the data of an unfinished event at the end of the body; null if none. */
		@Nullable String takeRest() {
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

	}

	/**
	 * Bytes that have arrived and cannot be read yet, since their other half is missing.
	 */
	private static final class Bytes extends ByteArrayOutputStream {

		boolean startsWith(byte[] prefix) {
			return this.count >= prefix.length && Arrays.equals(this.buf, 0, prefix.length, prefix, 0, prefix.length);
		}

		/** Drops leading white space. */
		void stripLeading() {
			int blank = 0;
			while (blank < this.count && Character.isWhitespace(this.buf[blank])) {
				blank++;
			}
			drop(blank);
		}

		void drop(int bytes) {
			this.count -= bytes;
			System.arraycopy(this.buf, bytes, this.buf, 0, this.count);
		}

		byte[] take() {
			byte[] taken = toByteArray();
			reset();
			return taken;
		}

		/** Takes all of them as UTF-8 text; malformed input is replaced. */
		String takeText() {
			String taken = toString(StandardCharsets.UTF_8);
			reset();
			return taken;
		}

	}

	private enum Form {

		UNKNOWN, EVENTS, DOCUMENT

	}

}
