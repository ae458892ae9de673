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

/** What a file, or what arrived in place of one, looks like from its first bytes. */
public final class FirstBytes {

	/** Enough bytes to tell a page from a Git LFS pointer. */
	public static final int LENGTH = 64;

	/** "GGUF", read in little-endian order. */
	private static final int MAGIC = 0x46554747;

	/** Files of version 1, of 2023, have other lengths; llama.cpp reads them no more. */
	private static final int FIRST_VERSION = 2;

	/** Versions of the format so far, see ggml/docs/gguf.md. */
	private static final int LAST_VERSION = 3;

	private static final int SHOWN_BYTES = 8;

	private final byte[] bytes;

	/**
	 * What a file begins with.
	 * @param bytes at most {@link #LENGTH} of them
	 */
	public FirstBytes(byte[] bytes) {
		this.bytes = bytes.clone();
	}

	/**
	 * What a file begins with.
	 * @param file the file
	 * @return its first bytes
	 * @throws IOException if it cannot be read
	 */
	public static FirstBytes of(Path file) throws IOException {
		try (InputStream content = Files.newInputStream(file)) {
			return new FirstBytes(content.readNBytes(LENGTH));
		}
	}

	/**
	 * Whether a GGUF file begins so that servers here can read.
	 * @return false for anything else, also other versions of the format
	 */
	public boolean isModel() {
		return hasMagic() && isVersion(version(ByteOrder.LITTLE_ENDIAN));
	}

	/**
	 * What a file of this machine looks like instead. Nothing of its content is told: it
	 * may be one that whoever named it may not read.
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
	 * What arrived looks like instead, with its first words: a page of a network's login
	 * or a server's complaint says more than its kind.
	 * @return its kind, and its first bytes
	 */
	public String description() {
		if (this.bytes.length == 0 || hasMagic() || kind().contains("Git LFS")) {
			return kind();
		}
		return kind() + (isText() ? ", '%s…'".formatted(PrintableText.of(text().strip().replaceAll("\\s+", " ")))
				: ", bytes " + HexFormat.ofDelimiter(" ")
					.formatHex(this.bytes, 0, Math.min(this.bytes.length, SHOWN_BYTES)));
	}

	/**
	 * The failure of a file that begins so.
	 * @param file the file
	 * @return NOT_A_MODEL
	 */
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
