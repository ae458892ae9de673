package io.github.shimmy4j.sidecar.ownership;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Model id that only one launch has, so a server that lists it is ours. It is the stem of
 * the link's name, and the server's rule for ids (lower case, {@code _} and space become
 * {@code -}) does not change it. It contains words that steer the server's choice of a
 * chat template, and nothing else of the model's own name, because shimmy takes a file
 * with "lora" in its name for an adapter.
 *
 * @param value for example {@code s4j-llama-3f9c2a61d07be845}
 */
public record LaunchId(String value) {

	/** Hexadecimal digits cannot form one of the words for templates. */
	private static final int NONCE_BYTES = 8;

	public static LaunchId create(List<String> templateWords, SecureRandom random) {
		StringBuilder id = new StringBuilder("s4j-");
		templateWords.forEach((word) -> id.append(word).append('-'));
		byte[] nonce = new byte[NONCE_BYTES];
		random.nextBytes(nonce);
		return new LaunchId(id.append(HexFormat.of().formatHex(nonce)).toString());
	}

}
