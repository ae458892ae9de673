package io.github.shimmy4j.model;

/**
 * What a source says of a file before it is fetched.
 *
 * @param commit commit that the asked revision leads to, 40 hexadecimal digits
 * @param sizeBytes exact size in bytes
 * @param sha256 digest, 64 hexadecimal digits in lower case
 */
public record RemoteFile(String commit, long sizeBytes, String sha256) {

	public RemoteFile {
		Patterns.require("commit", commit, "[0-9a-f]{40}");
		Patterns.require("sha256", sha256, "[0-9a-f]{64}");
		if (sizeBytes <= 0) {
			throw new IllegalArgumentException("sizeBytes is %d, must be more than 0".formatted(sizeBytes));
		}
	}

}
