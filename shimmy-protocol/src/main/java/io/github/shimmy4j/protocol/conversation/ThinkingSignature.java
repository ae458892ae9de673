package io.github.shimmy4j.protocol.conversation;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The signatures of thinking that was written here. Clients send thinking back as they
 * got it, also that of another model after a switch. A local model must not read Claude's
 * thinking as its own, and Claude refuses ours. A signature proves no more than that: it
 * is no secret.
 */
public final class ThinkingSignature {

	private static final String PREFIX = "shimmy4j-1-";

	private ThinkingSignature() {
	}

	/** The signature of a thinking. */
	public static String of(String thinking) {
		CRC32 sum = new CRC32();
		sum.update(thinking.getBytes(StandardCharsets.UTF_8));
		return PREFIX + Long.toHexString(sum.getValue());
	}

	/** Whether the thinking was written here, and not changed since. */
	public static boolean isOurs(String thinking, String signature) {
		return signature.startsWith(PREFIX) && signature.equals(of(thinking));
	}

}
