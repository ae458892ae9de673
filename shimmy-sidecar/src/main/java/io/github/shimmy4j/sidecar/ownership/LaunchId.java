package io.github.shimmy4j.sidecar.ownership;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	private static final Pattern SHARD = Pattern.compile("-\\d{5}-of-\\d{5}$");

	public static LaunchId create(List<String> templateWords, SecureRandom random) {
		StringBuilder id = new StringBuilder("s4j-");
		templateWords.forEach((word) -> id.append(word).append('-'));
		byte[] nonce = new byte[NONCE_BYTES];
		random.nextBytes(nonce);
		return new LaunchId(id.append(HexFormat.of().formatHex(nonce)).toString());
	}

	/**
	 * Suffix such as {@code -00001-of-00003} of a file of a model in parts, else empty.
	 */
	static String shardSuffix(String stem) {
		Matcher matcher = SHARD.matcher(stem);
		return matcher.find() ? matcher.group() : "";
	}

}
