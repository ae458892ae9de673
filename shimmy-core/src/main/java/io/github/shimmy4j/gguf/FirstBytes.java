package io.github.shimmy4j.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;

/**
 * Tells from its first bytes whether a file, or a downloaded body, is a GGUF file, and
 * what else it looks like.
 */
public final class FirstBytes {

	/** Enough bytes to tell an HTML page from a Git LFS pointer. */
	public static final int LENGTH = 64;

	/** "GGUF", read in little-endian order. */
	private static final int MAGIC = 0x46554747;

	/** Version 1, of 2023, has lengths of another size; llama.cpp no longer reads it. */
	private static final int FIRST_VERSION = 2;

	/** Newest version of the format, see ggml/docs/gguf.md. */
	private static final int LAST_VERSION = 3;

	private static final int SHOWN_BYTES = 8;

	private final byte[] bytes;

	/** Takes at most {@link #LENGTH} bytes. */
	public FirstBytes(byte[] bytes) {
		this.bytes = bytes.clone();
	}

	/** Reads the first bytes of a file. */
	public static FirstBytes of(Path file) throws IOException {
		try (InputStream content = Files.newInputStream(file)) {
			return new FirstBytes(content.readNBytes(LENGTH));
		}
	}

	/** Whether this is a GGUF file of a version that the servers can read. */
	public boolean isModel() {
		return hasMagic() && isVersion(version(ByteOrder.LITTLE_ENDIAN));
	}

	/**
	 * Names the kind of a local file that is no model. Quotes none of its content, which
	 * its user may not be allowed to read.
	 * @return such as {@code a ZIP archive}
	 */
	public String kind() {
		if (this.bytes.length == 0) {
			return "empty";
		}
		if (hasMagic()) {
			return isVersion(version(ByteOrder.BIG_ENDIAN)) ? "a big-endian GGUF file"
					: "a GGUF file of version " + Integer.toUnsignedString(version(ByteOrder.LITTLE_ENDIAN));
		}
		if (startsWith("PK\3\4")) {
			return "a ZIP archive";
		}
		return isText() ? textKind() : "a binary file of another format";
	}

	/**
	 * Names the kind of a downloaded file and quotes its beginning. The first words of a
	 * login page, or of a server's error, tell the reader more than the kind.
	 * @return the kind, and the first bytes
	 */
	public String description() {
		if (this.bytes.length == 0 || hasMagic() || kind().contains("Git LFS")) {
			return kind();
		}
		return kind() + (isText() ? ", '%s…'".formatted(PrintableText.of(text().strip().replaceAll("\\s+", " ")))
				: ", bytes " + HexFormat.ofDelimiter(" ")
					.formatHex(this.bytes, 0, Math.min(this.bytes.length, SHOWN_BYTES)));
	}

	/** The failure NOT_A_MODEL of a file with these first bytes. */
	public ShimmyException notAModel(Path file) {
		return new ShimmyException(ShimmyErrorCode.NOT_A_MODEL,
				"Model file '%s' is not a GGUF file but %s".formatted(file, kind()));
	}

	private String textKind() {
		String lowerCase = text().strip().toLowerCase(Locale.ROOT);
		if (lowerCase.startsWith("<!doctype html") || lowerCase.startsWith("<html")) {
			return "an HTML page";
		}
		return lowerCase.startsWith("version https://git-lfs") ? "a Git LFS pointer instead of the file it points to"
				: "text";
	}

	private boolean hasMagic() {
		return this.bytes.length >= 2 * Integer.BYTES
				&& ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC;
	}

	private int version(ByteOrder order) {
		return ByteBuffer.wrap(this.bytes).order(order).getInt(Integer.BYTES);
	}

	private static boolean isVersion(int version) {
		return version >= FIRST_VERSION && version <= LAST_VERSION;
	}

	private boolean startsWith(String prefix) {
		return new String(this.bytes, StandardCharsets.ISO_8859_1).startsWith(prefix);
	}

	private boolean isText() {
		return text().chars().allMatch((character) -> character >= ' ' || Character.isWhitespace(character));
	}

	private String text() {
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

}
