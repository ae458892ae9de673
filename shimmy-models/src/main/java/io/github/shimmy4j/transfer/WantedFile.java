package io.github.shimmy4j.transfer;

/**
 * The expected content of a file; any other is refused.
 *
 * @param name name of the file in logs and failures
 * @param sizeBytes exact size in bytes
 * @param sha256 digest, 64 hexadecimal digits in lower case
 */
public record WantedFile(String name, long sizeBytes, String sha256) {

	public WantedFile {
		Patterns.require("sha256", sha256, Patterns.SHA256);
		if (sizeBytes <= 0) {
			throw new IllegalArgumentException(
					"sizeBytes of '%s' is %d, must be more than 0".formatted(name, sizeBytes));
		}
	}

	Fingerprint fingerprint() {
		return new Fingerprint(this.sizeBytes, this.sha256);
	}

}
