package io.github.shimmy4j.engine.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.ModelLoadException.Reason;

/**
 * Reads the header of a GGUF file, as ggml's gguf.md describes it. The file may be
 * anything: each length is checked against what is left of it, and what is kept in memory
 * is bounded.
 */
final class GgufReader {

	private static final int MAGIC = 0x46554747;

	/** Earlier versions have other lengths; llama.cpp does not read them either. */
	private static final int OLDEST_VERSION = 2;

	private static final int NEWEST_VERSION = 3;

	/** An entry has at least a length, a character, a type and a value. */
	private static final int SMALLEST_ENTRY = 8 + 1 + 4 + 1;

	/** Keys have at most this many bytes by the specification. */
	private static final int LONGEST_KEY = 0xffff;

	/** Longer texts, such as chat templates, are passed over. */
	private static final int LONGEST_TEXT = 1024;

	/** More than any model has, so that a hostile file cannot fill the memory. */
	private static final int MOST_VALUES = 4096;

	private static final int BLOCK = 1 << 16;

	private final Path file;

	private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN).limit(0);

	/** Where the next block begins. */
	private long next;

	private long size;

	private @Nullable FileChannel channel;

	GgufReader(Path file) {
		this.file = file;
	}

	GgufMetadata read() {
		try (FileChannel opened = FileChannel.open(this.file)) {
			this.channel = opened;
			this.size = opened.size();
			return header();
		}
		catch (EOFException ex) {
			throw unusable("it ends within its header");
		}
		catch (IOException ex) {
			throw unusable("it cannot be read: " + ex);
		}
	}

	private GgufMetadata header() throws IOException {
		if (int32() != MAGIC) {
			throw unusable("it is no GGUF file");
		}
		int version = int32();
		if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
			throw unusable("its GGUF version is " + Integer.toUnsignedString(version));
		}
		skip(Long.BYTES);
		long entries = length(SMALLEST_ENTRY);
		Map<String, Object> values = new HashMap<>();
		for (long entry = 0; entry < entries; entry++) {
			String key = text(LONGEST_KEY);
			if (key == null) {
				throw unusable("a key is too long");
			}
			Object value = value(int32());
			if (value != null && values.size() < MOST_VALUES && key.length() < LONGEST_TEXT) {
				values.put(key, value);
			}
		}
		return new GgufMetadata(values);
	}

	private @Nullable Object value(int type) throws IOException {
		return switch (type) {
			case 0 -> (long) Byte.toUnsignedInt(int8());
			case 1 -> (long) int8();
			case 2 -> int16() & 0xffffL;
			case 3 -> (long) int16();
			case 4 -> Integer.toUnsignedLong(int32());
			case 5 -> (long) int32();
			case 7 -> int8() != 0;
			case 8 -> text(LONGEST_TEXT);
			case 9 -> skipList();
			case 10, 11 -> int64();
			default -> skip(width(type));
		};
	}

	private @Nullable Object skipList() throws IOException {
		int type = int32();
		if (type == 8) {
			long count = length(Long.BYTES);
			for (long i = 0; i < count; i++) {
				skip(length(1));
			}
			return null;
		}
		int width = width(type);
		return skip(width * length(width));
	}

	private int width(int type) {
		return switch (type) {
			case 0, 1, 7 -> 1;
			case 2, 3 -> 2;
			case 4, 5, 6 -> 4;
			case 10, 11, 12 -> 8;
			default -> throw unusable("it has a value of the unknown type " + Integer.toUnsignedString(type));
		};
	}

	private @Nullable String text(int longest) throws IOException {
		long length = length(1);
		if (length > longest) {
			skip(length);
			return null;
		}
		byte[] bytes = new byte[(int) length];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = int8();
		}
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/** A number of things that have at least so many bytes each. */
	private long length(int bytesEach) throws IOException {
		long count = int64();
		if (count < 0 || count > left() / bytesEach) {
			throw unusable("it claims to hold more than its size");
		}
		return count;
	}

	private long left() {
		return this.size - this.next + this.block.remaining();
	}

	private byte int8() throws IOException {
		return ahead(Byte.BYTES).get();
	}

	private short int16() throws IOException {
		return ahead(Short.BYTES).getShort();
	}

	private int int32() throws IOException {
		return ahead(Integer.BYTES).getInt();
	}

	private long int64() throws IOException {
		return ahead(Long.BYTES).getLong();
	}

	private @Nullable Object skip(long bytes) throws IOException {
		if (bytes <= this.block.remaining()) {
			this.block.position(this.block.position() + (int) bytes);
			return null;
		}
		if (bytes > left()) {
			throw new EOFException();
		}
		this.next += bytes - this.block.remaining();
		this.block.limit(0);
		return null;
	}

	/** The block with at least so many bytes left in it. */
	private ByteBuffer ahead(int bytes) throws IOException {
		if (this.block.remaining() >= bytes) {
			return this.block;
		}
		FileChannel source = this.channel;
		this.block.compact();
		while (source != null && this.block.position() < bytes) {
			int read = source.read(this.block, this.next);
			if (read < 0) {
				throw new EOFException();
			}
			this.next += read;
		}
		return this.block.flip();
	}

	private ModelLoadException unusable(String why) {
		return new ModelLoadException(Reason.UNUSABLE_MODEL, "cannot use '" + this.file + "': " + why);
	}

}
