package io.github.shimmy4j.gateway.http;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the frames of a zstd body before they are decompressed. A decoder keeps as much
 * as a frame's window before it returns anything, so a window bounds its memory, and a
 * window of a few bytes can claim gigabytes (RFC 8878, 3.1.1).
 */
final class ZstdFrames {

	/** Of a Content-Encoding, by RFC 9659. */
	static final long MOST_WINDOW = 8 * 1024 * 1024;

	private static final int MOST_BLOCK = 128 * 1024;

	private static final int MAGIC = 0xFD2FB528;

	private static final int RUN = 1;

	private static final int RESERVED = 3;

	private ZstdFrames() {
	}

	/**
	 * Finds the largest window, which is the whole content of a frame of one segment.
	 * @param body whole frames
	 * @return bytes of the window; may be more than a body may have
	 * @throws IOException if these are no whole frames, or a window is not allowed
	 */
	static long window(byte[] body) throws IOException {
		ByteBuffer frames = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
		long window = 0;
		try {
			while (frames.hasRemaining()) {
				window = Math.max(window, frame(frames));
			}
		}
		catch (BufferUnderflowException | IllegalArgumentException ex) {
			throw new IOException("it breaks off", ex);
		}
		return window;
	}

	private static long frame(ByteBuffer frames) throws IOException {
		if (frames.getInt() != MAGIC) {
			throw new IOException("a frame does not begin with the magic number");
		}
		int descriptor = frames.get() & 0xFF;
		boolean whole = (descriptor & 0x20) != 0;
		long window = whole ? 0 : window(frames.get() & 0xFF);
		int dictionary = descriptor & 3;
		skip((dictionary == 0) ? 0 : 1 << (dictionary - 1), frames);
		int size = descriptor >> 6;
		window = whole ? content(size, frames) : window;
		skip((whole || size == 0) ? 0 : 1 << size, frames);
		while (!isLastBlock(frames)) {
			// The next one follows.
		}
		skip(((descriptor & 4) != 0) ? Integer.BYTES : 0, frames);
		return window;
	}

	private static long window(int descriptor) throws IOException {
		long base = 1L << (10 + (descriptor >> 3));
		long window = base + base / 8 * (descriptor & 7);
		if (window > MOST_WINDOW) {
			throw new IOException("its window has %,d bytes; allowed are %,d".formatted(window, MOST_WINDOW));
		}
		return window;
	}

	private static long content(int size, ByteBuffer frames) {
		return switch (size) {
			case 0 -> frames.get() & 0xFF;
			case 1 -> (frames.getShort() & 0xFFFF) + 256;
			case 2 -> frames.getInt() & 0xFFFFFFFFL;
			default -> frames.getLong() & Long.MAX_VALUE;
		};
	}

	private static boolean isLastBlock(ByteBuffer frames) throws IOException {
		int header = (frames.getShort() & 0xFFFF) | (frames.get() & 0xFF) << 16;
		int type = (header >> 1) & 3;
		int size = header >> 3;
		if (type == RESERVED || size > MOST_BLOCK) {
			throw new IOException("a block has %,d bytes, or an unknown type".formatted(size));
		}
		skip((type == RUN) ? 1 : size, frames);
		return (header & 1) != 0;
	}

	private static void skip(int bytes, ByteBuffer frames) {
		frames.position(frames.position() + bytes);
	}

}
