package io.github.shimmy4j.transfer;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A source's answer about a file.
 *
 * @param revision commit, version or the like, which changes with the content; letters,
 * digits, {@code .}, {@code _}, {@code +} and {@code -}
 * @param sizeBytes exact size in bytes
 * @param sha256 digest, 64 hexadecimal digits in lower case
 * @param license SPDX identifier or the source's name of the licence, made printable; of
 * several, separated by commas, all apply; null if none is stated
 */
public record RemoteFile(String revision, long sizeBytes, String sha256, @Nullable String license) {

	/** Enough for long lists: a cut list would end in a licence that does not exist. */
	private static final int MAX_LICENSE_LENGTH = 1000;

	public RemoteFile {
		Patterns.require("revision", revision, "\\w[\\w.+-]{0,99}");
		license = (license != null) ? PrintableText.of(license, MAX_LICENSE_LENGTH) : null;
		Patterns.require("sha256", sha256, Patterns.SHA256);
		if (sizeBytes <= 0) {
			throw new IllegalArgumentException("sizeBytes is %d, must be more than 0".formatted(sizeBytes));
		}
	}

}
