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
import java.util.Set;

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

	private static final int LIST = 9;

	private static final String TOKENS = "tokenizer.ggml.tokens";

	private static final String TOKEN_TYPES = "tokenizer.ggml.token_type";

	private static final Set<String> LISTS = Set.of(TOKENS, TOKEN_TYPES);

	/** The type that llama.cpp assumes for a token without one. */
	private static final byte NORMAL = 1;

	/** Several times as many as any model has. */
	private static final int MOST_TOKENS = 1 << 21;

	private final Path file;

	/** Where the lists are that were passed over: their types and lengths come first. */
	private final Map<String, Long> lists = new HashMap<>();

	private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN).limit(0);

	/** Where the next block begins. */
	private long next;

	private long size;

	private @Nullable FileChannel channel;

	GgufReader(Path file) {
		this.file = file;
	}

	/** Reads numbers, flags and short texts. */
	GgufMetadata read() {
		return reading(this::header);
	}

	/** Reads the tokens, too, and lets the sink see each. */
	GgufMetadata readTokens(TokenListener tokens) {
		return reading(() -> {
			GgufMetadata metadata = header();
			visitTokens(tokens);
			return metadata;
		});
	}

	private GgufMetadata reading(Content content) {
		try (FileChannel opened = FileChannel.open(this.file)) {
			this.channel = opened;
			this.size = opened.size();
			return content.read();
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
			int type = int32();
			if (type == LIST && LISTS.contains(key)) {
				this.lists.put(key, position());
			}
			Object value = value(type);
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
			case LIST -> skipList();
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

	private void visitTokens(TokenListener tokens) throws IOException {
		byte[] types = tokenTypes();
		long count = openList(TOKENS, 8, Long.BYTES);
		for (int i = 0; i < count; i++) {
			long length = length(1);
			byte type = (i < types.length) ? types[i] : NORMAL;
			if (length > LONGEST_TEXT) {
				skip(length);
				tokens.token(type, null, length);
			}
			else {
				tokens.token(type, new String(bytes((int) length), StandardCharsets.UTF_8), length);
			}
		}
	}

	private byte[] tokenTypes() throws IOException {
		byte[] types = new byte[(int) openList(TOKEN_TYPES, 5, Integer.BYTES)];
		for (int i = 0; i < types.length; i++) {
			types[i] = (byte) int32();
		}
		return types;
	}

	/** Goes to the first element of a list, and tells how many there are. */
	private long openList(String key, int type, int bytesEach) throws IOException {
		Long begin = this.lists.get(key);
		if (begin == null) {
			return 0;
		}
		this.next = begin;
		this.block.limit(0);
		if (int32() != type) {
			return 0;
		}
		long count = length(bytesEach);
		if (count > MOST_TOKENS) {
			throw unusable("it claims to have " + count + " tokens");
		}
		return count;
	}

	private long position() {
		return this.next - this.block.remaining();
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
		return new String(bytes((int) length), StandardCharsets.UTF_8);
	}

	private byte[] bytes(int length) throws IOException {
		byte[] bytes = new byte[length];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = int8();
		}
		return bytes;
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

	/** Is shown each token in turn. */
	@FunctionalInterface
	interface TokenListener {

		/**
		 * A token.
		 * @param type its type, as llama.h numbers them
		 * @param text its text, or null if that is long
		 * @param length bytes of its text
		 */
		void token(int type, @Nullable String text, long length);

	}

	/** What is read while the file is open. */
	@FunctionalInterface
	private interface Content {

		GgufMetadata read() throws IOException;

	}

}
