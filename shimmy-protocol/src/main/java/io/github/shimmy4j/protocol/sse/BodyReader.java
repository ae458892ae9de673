package io.github.shimmy4j.protocol.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
	public BodyReader(EventReader.Events events) {
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
		if (this.unread.size() > EventReader.MAX_LINE_BYTES) {
			throw EventReader.tooLong();
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

	private enum Form {

		UNKNOWN, EVENTS, DOCUMENT

	}

}
