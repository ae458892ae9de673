package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gguf.FirstBytes;
import io.github.shimmy4j.storage.Sha256;

/** Size and SHA-256, in lower-case hexadecimal digits, of one content. */
record Fingerprint(long sizeBytes, String sha256) {

	/** Reads the whole file; an interrupt ends it with ClosedByInterruptException. */
	static Fingerprint of(Path file) throws IOException {
		return new Fingerprint(Files.size(file), Sha256.of(file));
	}

	/** Throws CHECKSUM_MISMATCH if this content, which arrived, is not the wanted one. */
	void requireMatch(WantedFile wanted, FirstBytes first) {
		Fingerprint expected = wanted.fingerprint();
		if (!equals(expected)) {
			String look = first.isModel() ? "" : "; it begins as " + first.description();
			throw new ShimmyException(ShimmyErrorCode.CHECKSUM_MISMATCH,
					"'%s' arrived with %s, expected %s%s".formatted(wanted.name(), this, expected, look));
		}
	}

	@Override
	public String toString() {
		return "%,d bytes and SHA-256 %s".formatted(this.sizeBytes, this.sha256);
	}

}
