package io.github.shimmy4j.gateway.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.storage.Sha256;

/**
 * The text of a key, as in {@code sk-shimmy-ID-SECRET}. The id finds the key in the file,
 * so that only one digest is compared. The prefix lets scanners find keys that were
 * published by mistake.
 *
 * @param id 12 hexadecimal digits
 * @param text the whole key
 */
record KeyText(String id, String text) {

	private static final String PREFIX = "sk-shimmy-";

	/** Among 256 keys, two equal ids of this length are not to be expected. */
	private static final int ID_BYTES = 6;

	private static final int SECRET_BYTES = 32;

	private static final Pattern FORM = Pattern.compile(PREFIX + "([0-9a-f]{12})-[A-Za-z0-9_-]{43}");

	/** Length of every key; a longer text is not even searched. */
	private static final int LENGTH = PREFIX.length() + 2 * ID_BYTES + 1 + 43;

	/** Understands what a client presents; empty if it cannot be a key of ours. */
	static Optional<KeyText> of(String presented) {
		if (presented.length() != LENGTH) {
			return Optional.empty();
		}
		Matcher matcher = FORM.matcher(presented);
		return matcher.matches() ? Optional.of(new KeyText(matcher.group(1), presented)) : Optional.empty();
	}

	/** Makes a new key of 256 random bits. */
	static KeyText random(SecureRandom random) {
		byte[] id = new byte[ID_BYTES];
		byte[] secret = new byte[SECRET_BYTES];
		random.nextBytes(id);
		random.nextBytes(secret);
		String digits = HexFormat.of().formatHex(id);
		return new KeyText(digits,
				PREFIX + digits + "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
	}

	/** Digest of the whole key, in hexadecimal digits. */
	String sha256() {
		MessageDigest digest = Sha256.begin();
		digest.update(this.text.getBytes(StandardCharsets.US_ASCII));
		return Sha256.end(digest);
	}

	/** A log must not show the key. */
	@Override
	public String toString() {
		return PREFIX + this.id + "-…";
	}

}
