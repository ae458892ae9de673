package io.github.shimmy4j.fake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a GGUF file, built entry by entry. The weights are zeros. */
public final class GgufBytes {

	private static final int ALIGNMENT = 32;

	private static final int UINT32 = 4;

	private static final int FLOAT32 = 6;

	private static final int BOOL = 7;

	private static final int STRING = 8;

	private static final int ARRAY = 9;

	private static final int UINT64 = 10;

	private final ByteArrayOutputStream entries = new ByteArrayOutputStream();

	private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();

	private int version = 3;

	private long entryCount;

	private long tensorCount;

	private int dataBytes;

	/** Another version of the format than 3. */
	public GgufBytes version(int version) {
		this.version = version;
		return this;
	}

	/** An entry that is a text. */
	public GgufBytes text(String key, String value) {
		entry(key, STRING);
		putText(this.entries, value);
		return this;
	}

	/** An entry that is a number of 32 bits. */
	public GgufBytes uint32(String key, int value) {
		entry(key, UINT32);
		putInt(this.entries, value);
		return this;
	}

	/** An entry that is a number of 64 bits. */
	public GgufBytes uint64(String key, long value) {
		entry(key, UINT64);
		putLong(this.entries, value);
		return this;
	}

	/** An entry that is a number with a fraction. */
	public GgufBytes float32(String key, float value) {
		entry(key, FLOAT32);
		putInt(this.entries, Float.floatToIntBits(value));
		return this;
	}

	/** An entry that is a list of numbers with fractions. */
	public GgufBytes float32s(String key, float... values) {
		array(key, FLOAT32, values.length);
		for (float value : values) {
			putInt(this.entries, Float.floatToIntBits(value));
		}
		return this;
	}

	/** An entry that is true or false. */
	public GgufBytes flag(String key, boolean value) {
		entry(key, BOOL);
		this.entries.write(value ? 1 : 0);
		return this;
	}

	/** An entry that is a list of texts. */
	public GgufBytes texts(String key, String... values) {
		array(key, STRING, values.length);
		for (String value : values) {
			putText(this.entries, value);
		}
		return this;
	}

	/** An entry that is a list of whole numbers. */
	public GgufBytes ints(String key, int... values) {
		array(key, UINT32, values.length);
		for (int value : values) {
			putInt(this.entries, value);
		}
		return this;
	}

	/** An entry that is a list of truth values. */
	public GgufBytes flags(String key, boolean... values) {
		array(key, BOOL, values.length);
		for (boolean value : values) {
			this.entries.write(value ? 1 : 0);
		}
		return this;
	}

	/** An entry that is a list of this many zeros. */
	public GgufBytes floats(String key, int count) {
		array(key, FLOAT32, count);
		this.entries.writeBytes(new byte[count * Float.BYTES]);
		return this;
	}

	/** A tensor of a type by its id, with as many bytes as that type takes for it. */
	public GgufBytes tensor(String name, int type, int bytes, long... dimensions) {
		this.tensorCount++;
		putText(this.tensors, name);
		putInt(this.tensors, dimensions.length);
		for (long dimension : dimensions) {
			putLong(this.tensors, dimension);
		}
		putInt(this.tensors, type);
		putLong(this.tensors, this.dataBytes);
		this.dataBytes = aligned(this.dataBytes + bytes);
		return this;
	}

	/** The whole file. */
	public byte[] build() {
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		file.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
		putInt(file, this.version);
		putLong(file, this.tensorCount);
		putLong(file, this.entryCount);
		file.writeBytes(this.entries.toByteArray());
		file.writeBytes(this.tensors.toByteArray());
		file.writeBytes(new byte[aligned(file.size()) - file.size() + this.dataBytes]);
		return file.toByteArray();
	}

	private void entry(String key, int type) {
		this.entryCount++;
		putText(this.entries, key);
		putInt(this.entries, type);
	}

	private void array(String key, int type, int length) {
		entry(key, ARRAY);
		putInt(this.entries, type);
		putLong(this.entries, length);
	}

	private static int aligned(int bytes) {
		return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	}

	private static void putText(ByteArrayOutputStream out, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		putLong(out, bytes.length);
		out.writeBytes(bytes);
	}

	private static void putInt(ByteArrayOutputStream out, int value) {
		out.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
	}

	private static void putLong(ByteArrayOutputStream out, long value) {
		out.writeBytes(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
	}

}
