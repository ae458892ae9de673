package io.github.shimmy4j.fake;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a server tells about its model.
 *
 * @param trained tokens of the context that the model was trained for
 * @param chatTemplate the model's own; ChatML without one
 * @param pools whether it turns a text into one vector
 * @param architecture what it is; {@code clip} for a projector
 */
record GgufFile(int trained, String chatTemplate, boolean pools, String architecture) {

	/** Architecture of a projector. */
	static final String PROJECTOR = "clip";

	/** In place of a file that cannot be read. */
	static final GgufFile NONE = new GgufFile(4096, "", false, "");

	private static final String CHAT_ML = "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' "
			+ "+ message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
			+ "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

	private static final int LARGEST_TEXT = 16 << 20;

	private static final int STRING = 8;

	private static final int ARRAY = 9;

	/** Bytes of the types that have a fixed length. */
	private static final Map<Integer, Integer> BYTES = Map.ofEntries(Map.entry(0, 1), Map.entry(1, 1), Map.entry(2, 2),
			Map.entry(3, 2), Map.entry(4, 4), Map.entry(5, 4), Map.entry(6, 4), Map.entry(7, 1), Map.entry(10, 8),
			Map.entry(11, 8), Map.entry(12, 8));

	/**
	 * Reads a file.
	 * @throws IOException with the words of llama.cpp as its message
	 */
	static GgufFile read(Path path) throws IOException {
		if (!Files.exists(path)) {
			throw new IOException(
					"gguf_init_from_file: failed to open GGUF file '%s' (No such file or directory)".formatted(path));
		}
		try (InputStream in = Files.newInputStream(path)) {
			return new Reader(new DataInputStream(new BufferedInputStream(in, 1 << 16))).read();
		}
		catch (EOFException ex) {
			throw new IOException("gguf_init_from_reader: failed to read key-value pairs", ex);
		}
	}

	private static final class Reader {

		private final DataInputStream in;

		private int trained = NONE.trained();

		private String chatTemplate = CHAT_ML;

		private boolean pools;

		private String architecture = "";

		Reader(DataInputStream in) {
			this.in = in;
		}

		GgufFile read() throws IOException {
			String magic = new String(this.in.readNBytes(4), StandardCharsets.ISO_8859_1);
			if (!"GGUF".equals(magic)) {
				throw new IOException(
						"gguf_init_from_reader: invalid magic characters: '%s', expected 'GGUF'".formatted(magic));
			}
			int version = int32();
			if (version < 2 || version > 3) {
				throw new IOException("gguf_init_from_reader: this GGUF file is version %s "
					.formatted(Integer.toUnsignedString(version)) + "but this software only supports up to version 3\n"
						+ "gguf_init_from_reader: failed to read header");
			}
			int64();
			long entries = int64();
			for (long i = 0; i < entries; i++) {
				entry(text());
			}
			return new GgufFile(this.trained, this.chatTemplate, this.pools, this.architecture);
		}

		private void entry(String key) throws IOException {
			int type = int32();
			if (type == STRING && key.equals("tokenizer.chat_template")) {
				this.chatTemplate = text();
			}
			else if (type == STRING && key.equals("general.architecture")) {
				this.architecture = text();
			}
			else if (type == 4 && key.endsWith(".pooling_type")) {
				this.pools = int32() > 0;
			}
			else if (type == 4 && key.endsWith(".context_length")) {
				this.trained = int32();
			}
			else {
				skip(type);
			}
		}

		private void skip(int type) throws IOException {
			if (type == STRING) {
				skipBytes(int64());
			}
			else if (type == ARRAY) {
				int element = int32();
				long count = int64();
				@Nullable Integer bytes = BYTES.get(element);
				if (bytes != null) {
					skipBytes(Math.multiplyExact(count, bytes));
					return;
				}
				for (long i = 0; i < count; i++) {
					skip(element);
				}
			}
			else {
				@Nullable Integer bytes = BYTES.get(type);
				if (bytes == null) {
					throw new IOException("gguf_init_from_reader: failed to read key-value pairs");
				}
				skipBytes(bytes);
			}
		}

		private void skipBytes(long bytes) throws IOException {
			this.in.skipNBytes(bytes);
		}

		private String text() throws IOException {
			long length = int64();
			if (length < 0 || length > LARGEST_TEXT) {
				throw new IOException("gguf_init_from_reader: failed to read key-value pairs");
			}
			byte[] bytes = this.in.readNBytes((int) length);
			if (bytes.length < length) {
				throw new EOFException();
			}
			return new String(bytes, StandardCharsets.UTF_8);
		}

		private int int32() throws IOException {
			return Integer.reverseBytes(this.in.readInt());
		}

		private long int64() throws IOException {
			return Long.reverseBytes(this.in.readLong());
		}

	}

}
