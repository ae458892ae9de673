package io.github.shimmy4j.daemon;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.github.shimmy4j.process.Secret;

/**
 * The proof that a daemon knows the secret in {@code daemon.pid}, which only its user can
 * read. The secret itself is never sent.
 */
public final class DaemonProof {

	/** Path of the daemon's route that answers a challenge. */
	public static final String PATH = "/v1/daemon";

	/** Query parameter with the challenge, of 32 to 128 hexadecimal digits. */
	public static final String CHALLENGE = "challenge";

	private static final String ALGORITHM = "HmacSHA256";

	private static final int BYTES = 32;

	private static final Pattern NONCE = Pattern.compile("[0-9a-f]{64}");

	private static final Pattern CHALLENGES = Pattern.compile("[0-9a-f]{32,128}");

	/** No challenge is this text, so no proof reveals the key. */
	private static final String KEY_PURPOSE = "key of the owner";

	private DaemonProof() {
	}

	/** Makes a new secret, or a new challenge: 64 hexadecimal digits. */
	public static String random(SecureRandom random) {
		byte[] bytes = new byte[BYTES];
		random.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	/** Whether a text can be a challenge. */
	public static boolean isChallenge(String text) {
		return CHALLENGES.matcher(text).matches();
	}

	/**
	 * Proves the knowledge of a secret.
	 * @param nonce the secret
	 * @param challenge random text of the one who asks
	 * @return 64 hexadecimal digits
	 */
	public static String of(String nonce, String challenge) {
		if (!isChallenge(challenge)) {
			throw new IllegalArgumentException("not a challenge: it must be 32 to 128 hexadecimal digits");
		}
		return mac(nonce, challenge);
	}

	/** As {@link #of(String, String)}, with the secret of a record. */
	public static String of(Secret nonce, String challenge) {
		return of(nonce.reveal(), challenge);
	}

	/** As {@link #ownerKey(String)}, with the secret of a record. */
	public static String ownerKey(Secret nonce) {
		return ownerKey(nonce.reveal());
	}

	/**
	 * Makes the key with which programs of the daemon's user send requests, also where
	 * others need an API key. It is valid as long as the daemon lives.
	 * @param nonce the secret
	 * @return the key, to be sent only to a daemon that has proven itself
	 */
	public static String ownerKey(String nonce) {
		return "shimmy-owner-" + mac(nonce, KEY_PURPOSE);
	}

	/** Compares two proofs or keys in a time that depends on neither. */
	public static boolean matches(String expected, String given) {
		return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
	}

	static boolean isNonce(String text) {
		return NONCE.matcher(text).matches();
	}

	private static String mac(String nonce, String text) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(HexFormat.of().parseHex(nonce), ALGORITHM));
			return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has " + ALGORITHM, ex);
		}
	}

}
