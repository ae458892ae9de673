package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file with a GGUF header and no tensors, for tests that need a model to point
 * at.
 */
public final class TestModel {

	private static final int VERSION = 3;

	private static final int STRING = 8;

	private TestModel() {
	}

	/**
	 * Writes the file, and its directories, for architecture {@code llama}.
	 * @param path where, usually ending in {@code .gguf}
	 * @return the same path
	 */
	public static Path write(Path path) {
		return write(path, "llama");
	}

	/**
	 * Writes the file, and its directories.
	 * @param path where, usually ending in {@code .gguf}
	 * @param architecture value of {@code general.architecture}
	 * @return the same path
	 */
	public static Path write(Path path, String architecture) {
		ByteBuffer buffer = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
		buffer.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(VERSION).putLong(0).putLong(2);
		putEntry(buffer, "general.architecture", architecture);
		putEntry(buffer, "general.name", "shimmy4j test model");
		byte[] bytes = new byte[buffer.position()];
		buffer.flip().get(bytes);
		try {
			Files.createDirectories(path.toAbsolutePath().getParent());
			return Files.write(path, bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void putEntry(ByteBuffer buffer, String key, String value) {
		putString(buffer, key);
		buffer.putInt(STRING);
		putString(buffer, value);
	}

	private static void putString(ByteBuffer buffer, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		buffer.putLong(bytes.length).put(bytes);
	}

}
