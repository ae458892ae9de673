package io.github.shimmy4j.sidecar.ownership;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Model id that only one launch can have, so that a server that lists it is ours. It is
 * the stem of a link's name, and the server's rule for ids (lower case, {@code _} and
 * space to {@code -}) leaves it as it is. Words that steer the server's choice of a chat
 * template are put in; nothing else of the model's own name is, since shimmy takes a file
 * with "lora" in its name for an adapter.
 *
 * @param value for example {@code s4j-llama-3f9c2a61d07be845}
 */
public record LaunchId(String value) {

	/** Hexadecimal digits cannot form one of the words. */
	private static final int NONCE_BYTES = 8;

	private static final Pattern SHARD = Pattern.compile("-\\d{5}-of-\\d{5}$");

	public static LaunchId create(List<String> templateWords, SecureRandom random) {
		StringBuilder id = new StringBuilder("s4j-");
		templateWords.forEach((word) -> id.append(word).append('-'));
		byte[] nonce = new byte[NONCE_BYTES];
		random.nextBytes(nonce);
		return new LaunchId(id.append(HexFormat.of().formatHex(nonce)).toString());
	}

	/** Suffix such as {@code -00001-of-00003} of a model in parts, else empty. */
	static String shardSuffix(String stem) {
		Matcher matcher = SHARD.matcher(stem);
		return matcher.find() ? matcher.group() : "";
	}

}
