package io.github.shimmy4j.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests, written as 64 hexadecimal digits in lower case. */
public final class Sha256 {

	private static final int BUFFER_BYTES = 1 << 18;

	private Sha256() {
	}

	/**
	 * Computes the digest of a whole file. An interrupt ends it with
	 * {@link java.nio.channels.ClosedByInterruptException}.
	 * @param file the file
	 * @return its digest
	 * @throws IOException if it cannot be read or is not a plain file: opening a FIFO
	 * would block for ever
	 */
	public static String of(Path file) throws IOException {
		if (Files.exists(file) && !Files.isRegularFile(file)) {
			throw new FileSystemException(file.toString(), null, "it is not a file");
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			MessageDigest digest = begin();
			ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
			while (channel.read(buffer) >= 0) {
				digest.update(buffer.flip());
				buffer.clear();
			}
			return end(digest);
		}
	}

	/** Begins a digest of bytes that arrive in parts. */
	public static MessageDigest begin() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	/** Ends a digest and returns its hexadecimal digits. */
	public static String end(MessageDigest digest) {
		return HexFormat.of().formatHex(digest.digest());
	}

}
