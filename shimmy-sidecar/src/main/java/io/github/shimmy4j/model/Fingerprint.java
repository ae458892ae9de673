package io.github.shimmy4j.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

/**
 * What tells one file from every other.
 *
 * @param sizeBytes size in bytes
 * @param sha256 digest, hexadecimal in lower case
 */
record Fingerprint(long sizeBytes, String sha256) {

	private static final int BUFFER_BYTES = 1 << 18;

	static Fingerprint of(CatalogVariant model) {
		return new Fingerprint(model.sizeBytes(), model.sha256());
	}

	/** Reads the whole file; an interrupt ends it with ClosedByInterruptException. */
	static Fingerprint of(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			MessageDigest digest = newDigest();
			ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
			long sizeBytes = 0;
			while (channel.read(buffer) >= 0) {
				sizeBytes += buffer.flip().remaining();
				digest.update(buffer);
				buffer.clear();
			}
			return of(sizeBytes, digest);
		}
	}

	static Fingerprint of(long sizeBytes, MessageDigest digest) {
		return new Fingerprint(sizeBytes, HexFormat.of().formatHex(digest.digest()));
	}

	static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	/** Throws CHECKSUM_MISMATCH unless this, which arrived, is the model. */
	void requireMatch(CatalogVariant model, FirstBytes first) {
		Fingerprint expected = of(model);
		if (!equals(expected)) {
			String look = first.isModel() ? "" : "; it begins as " + first.description();
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"Model '%s' arrived with %s, expected %s%s".formatted(model.id(), this, expected, look));
		}
	}

	@Override
	public String toString() {
		return "%,d bytes and SHA-256 %s".formatted(this.sizeBytes, this.sha256);
	}

}
