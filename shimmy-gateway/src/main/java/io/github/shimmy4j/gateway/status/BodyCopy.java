package io.github.shimmy4j.gateway.status;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.springframework.core.io.buffer.DataBuffer;

/** The beginning of a body, copied as it passes. For several threads. */
final class BodyCopy {

	static final int MAX_BYTES = 64 * 1024;

	private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

	private long length;

	/** Copies the bytes of a buffer, whose own positions do not change. */
	synchronized void add(DataBuffer buffer) {
		int readable = buffer.readableByteCount();
		int wanted = Math.min(readable, MAX_BYTES - this.copy.size());
		if (wanted > 0) {
			ByteBuffer bytes = ByteBuffer.allocate(wanted);
			buffer.toByteBuffer(buffer.readPosition(), bytes, 0, wanted);
			this.copy.write(bytes.array(), 0, wanted);
		}
		this.length += readable;
	}

	/** The text; one that was cut says how long it was. */
	synchronized String text() {
		String text = this.copy.toString(StandardCharsets.UTF_8);
		return (this.length <= MAX_BYTES) ? text : "%s… (%,d bytes in all)".formatted(text, this.length);
	}

}
