package io.github.shimmy4j.protocol.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body that is either server-sent events or one document. Its first bytes tell
 * which: servers send whole documents where a stream was asked for, and declare either as
 * the other. What is kept in memory is bounded. For one thread.
 */
public final class BodyReader {

	/** Of all events together; a document may have as much as one line of events. */
	private static final long MAX_EVENTS_BYTES = 64L * 1024 * 1024;

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xef, (byte) 0xbb, (byte) 0xbf };

	/** The beginnings of a line of events. */
	private static final List<byte[]> FIELDS = Stream.of(":", "data:", "event:", "id:", "retry:", "error:")
		.map((field) -> field.getBytes(StandardCharsets.US_ASCII))
		.toList();

	private static final int LONGEST_FIELD = 6;

	private final EventReader events;

	/** All of a document; of events only what was needed to recognize them. */
	private final Bytes unread = new Bytes();

	private boolean markLookedFor;

	private Form form = Form.UNKNOWN;

	private long received;

	private boolean grew;

	/**
	 * A reader of one body.
	 * @param events gets each event, if the body has events
	 */
	public BodyReader(EventReader.Events events) {
		this.events = new EventReader(events);
	}

	/**
	 * Reads bytes that have arrived.
	 * @param arrived any number of bytes, cut anywhere; they are consumed
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

	/** The server has ended the body. */
	public void end() {
		recognize(true);
	}

	private void recognize(boolean all) {
		if (this.form != Form.UNKNOWN) {
			return;
		}
		if (!this.markLookedFor && (this.unread.size() >= BYTE_ORDER_MARK.length || all)) {
			this.markLookedFor = true;
			this.unread.drop(this.unread.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0);
		}
		if (!this.markLookedFor) {
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
	 * Whether a document, or one long line of data, has grown since this was asked last.
	 * Whole events are not counted: they go to their reader.
	 * @return true if the server was at work
	 */
	public boolean takeGrowth() {
		boolean taken = this.grew;
		this.grew = false;
		return taken;
	}

	/**
	 * Whether the body has events.
	 * @return false for a document, and while that is not known
	 */
	public boolean isEvents() {
		return this.form == Form.EVENTS;
	}

	/**
	 * What the end of the body left of an event without its last line.
	 * @return its data so far, or null if the last event was whole
	 */
	public @Nullable String rest() {
		return this.events.rest();
	}

	/**
	 * The whole document.
	 * @return its text, without a byte order mark
	 */
	public String document() {
		return this.unread.takeText();
	}

	private enum Form {

		UNKNOWN, EVENTS, DOCUMENT

	}

}
