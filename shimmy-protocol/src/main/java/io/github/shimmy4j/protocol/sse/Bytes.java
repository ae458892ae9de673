package io.github.shimmy4j.protocol.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that have arrived and cannot be read yet, since their other half is missing. */
final class Bytes extends ByteArrayOutputStream {

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
