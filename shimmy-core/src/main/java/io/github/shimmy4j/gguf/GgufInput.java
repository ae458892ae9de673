package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * Reads little-endian numbers and texts of a GGUF file, from the first byte on. Checks
 * every length against the rest of the file before it allocates memory.
 */
final class GgufInput implements AutoCloseable {

	/** Vocabularies with their merges are below 20 MB; no header is larger. */
	static final long MAX_READ_BYTES = 32 << 20;

	private static final int BUFFER_BYTES = 1 << 16;

	private final Path file;

	private final FileChannel channel;

	private final long sizeBytes;

	private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

	/**
	 * Position of the buffer's end in the file; the channel needs a system call for it.
	 */
	private long bufferEnd;

	private long readBytes;

	private GgufInput(Path file, FileChannel channel, long sizeBytes) {
		this.file = file;
		this.channel = channel;
		this.sizeBytes = sizeBytes;
	}

	static GgufInput open(Path file) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
		try {
			return new GgufInput(file, channel, channel.size());
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	long sizeBytes() {
		return this.sizeBytes;
	}

	long position() {
		return this.bufferEnd - this.buffer.remaining();
	}

	int int32() throws IOException {
		fill(Integer.BYTES);
		return this.buffer.getInt();
	}

	/** A number of elements or bytes; 2^63 and more are not plausible. */
	long count() throws IOException {
		fill(Long.BYTES);
		long count = this.buffer.getLong();
		if (count < 0) {
			throw broken("a count of " + Long.toUnsignedString(count));
		}
		return count;
	}

	/** An integer value; large unsigned 64-bit values become negative. */
	long integer(GgufValueType type) throws IOException {
		fill(type.sizeBytes());
		return switch (type) {
			case UINT8 -> Byte.toUnsignedLong(this.buffer.get());
			case INT8 -> this.buffer.get();
			case UINT16 -> Short.toUnsignedLong(this.buffer.getShort());
			case INT16 -> this.buffer.getShort();
			case UINT32 -> Integer.toUnsignedLong(this.buffer.getInt());
			case INT32 -> this.buffer.getInt();
			case UINT64, INT64 -> this.buffer.getLong();
			case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> throw new IllegalArgumentException(type + " is no integer");
		};
	}

	boolean flag() throws IOException {
		fill(Byte.BYTES);
		return this.buffer.get() != 0;
	}

	/** Text of a length that the caller has checked. */
	String text(int length) throws IOException {
		requireLeft(length);
		byte[] bytes = new byte[length];
		for (int done = 0; done < length;) {
			int part = Math.min(length - done, BUFFER_BYTES);
			fill(part);
			this.buffer.get(bytes, done, part);
			done += part;
		}
		return new String(bytes, StandardCharsets.UTF_8);
	}

	void skip(long bytes) throws IOException {
		requireLeft(bytes);
		if (bytes <= this.buffer.remaining()) {
			this.buffer.position(this.buffer.position() + (int) bytes);
			return;
		}
		this.bufferEnd = position() + bytes;
		this.buffer.limit(0);
	}

	/** Goes back to an earlier position. The limit on bytes read begins anew. */
	void seek(long position) {
		this.bufferEnd = position;
		this.buffer.limit(0);
		this.readBytes = 0;
	}

	void requireLeft(long bytes) {
		long left = this.sizeBytes - position();
		if (bytes > left) {
			throw broken("%,d bytes are announced, %,d are left".formatted(bytes, left));
		}
	}

	private void fill(int bytes) throws IOException {
		if (this.buffer.remaining() >= bytes) {
			return;
		}
		requireLeft(bytes);
		this.buffer.compact();
		while (this.buffer.position() < bytes) {
			int read = this.channel.read(this.buffer, this.bufferEnd);
			if (read < 0) {
				this.buffer.flip();
				throw broken("the file became shorter");
			}
			this.bufferEnd += read;
			this.readBytes += read;
		}
		this.buffer.flip();
		if (this.readBytes > MAX_READ_BYTES) {
			throw broken("its header is larger than %,d bytes".formatted(MAX_READ_BYTES));
		}
	}

	/** The failure of a file that is truncated or inconsistent at this position. */
	ShimmyException broken(String problem) {
		return new ShimmyException(ShimmyErrorCode.NOT_A_MODEL,
				"Model file '%s' is no usable GGUF file: %s, at byte %,d".formatted(this.file, problem, position()));
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
