package io.github.shimmy4j.transfer;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of a file before it is fetched.
 *
 * @param revision what its contents are known by at the source: a commit, a version or
 * the like, of letters, digits, {@code .}, {@code _}, {@code +} and {@code -}; another
 * one for other contents
 * @param sizeBytes exact size in bytes
 * @param sha256 digest, 64 hexadecimal digits in lower case
 * @param license SPDX identifier or the name by which the source knows the licence, or
 * several with commas between them, all of which apply, made printable; null if it states
 * none
 */
public record RemoteFile(String revision, long sizeBytes, String sha256, @Nullable String license) {

	/** Some name many licences; a list that is cut ends in one that nobody knows. */
	private static final int MAX_LICENSE_LENGTH = 1000;

	public RemoteFile {
		Patterns.require("revision", revision, "\\w[\\w.+-]{0,99}");
		license = (license != null) ? PrintableText.of(license, MAX_LICENSE_LENGTH) : null;
		Patterns.require("sha256", sha256, "[0-9a-f]{64}");
		if (sizeBytes <= 0) {
			throw new IllegalArgumentException("sizeBytes is %d, must be more than 0".formatted(sizeBytes));
		}
	}

}
