package io.github.shimmy4j.gateway.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;

/**
 * A key in the file.
 *
 * @param id the id inside the key
 * @param label name that a person gave the key
 * @param created moment of its creation
 * @param sha256 digest of the whole key, in hexadecimal digits
 * @param limits what its requests may use
 */
record StoredKey(String id, String label, Instant created, String sha256, KeyLimits limits) {

	private static final int LONGEST_LABEL = 64;

	/** No key has this digest, so that a comparison with it fails. */
	private static final String NO_DIGEST = "0".repeat(64);

	StoredKey {
		Objects.requireNonNull(created, "created");
		Objects.requireNonNull(limits, "limits");
		require(id.matches("[0-9a-f]{12}"), "id", id, "12 hexadecimal digits");
		require(sha256.matches("[0-9a-f]{64}"), "SHA-256", sha256, "64 hexadecimal digits");
		require(isLabel(label), "label", label,
				"1 to %d printable characters without a space at either end".formatted(LONGEST_LABEL));
	}

	private static boolean isLabel(String label) {
		return !label.isEmpty() && label.length() <= LONGEST_LABEL && label.strip().equals(label)
				&& label.indexOf('\t') < 0 && PrintableText.of(label).equals(label);
	}

	private static void require(boolean allowed, String field, String value, String rule) {
		if (!allowed) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION, "The API key's %s is '%s'; allowed is %s"
				.formatted(field, PrintableText.of(value, PrintableText.NAME_LENGTH), rule));
		}
	}

	/** Tells in constant time whether the presented key is this one. */
	boolean is(KeyText presented) {
		return matches(presented, this.sha256);
	}

	/** Takes as long as {@link #is}, for a key whose id is unknown; false. */
	static boolean isNone(KeyText presented) {
		return matches(presented, NO_DIGEST);
	}

	private static boolean matches(KeyText presented, String sha256) {
		return MessageDigest.isEqual(presented.sha256().getBytes(StandardCharsets.US_ASCII),
				sha256.getBytes(StandardCharsets.US_ASCII));
	}

	ApiKey shown() {
		return new ApiKey(this.id, this.label, this.created, this.limits);
	}

}
