package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.storage.PathText;
import org.jspecify.annotations.Nullable;

/**
 * The user's token for the hub: {@code HF_TOKEN}, or the file at {@code HF_TOKEN_PATH}.
 */
final class HubToken {

	/** Far more than a token has. */
	private static final int MOST_BYTES = 4096;

	private HubToken() {
	}

	static @Nullable Secret find(Map<String, String> environment) {
		String token = environment.getOrDefault("HF_TOKEN", "").strip();
		String path = environment.getOrDefault("HF_TOKEN_PATH", "").strip();
		if (!token.isEmpty() || path.isEmpty()) {
			return secret(token, "HF_TOKEN");
		}
		return secret(read(PathText.path("HF_TOKEN_PATH", path)), "'%s' (HF_TOKEN_PATH)".formatted(path));
	}

	/** What no header may hold, Java's client would show in its failure. */
	private static @Nullable Secret secret(String token, String origin) {
		if (!token.matches("[\\x21-\\x7e]*")) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					origin + " has no token, which is one line of printable ASCII without spaces");
		}
		return token.isEmpty() ? null : Secret.of(token);
	}

	/** The hub's own client, too, goes on without a token where the file is missing. */
	private static String read(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			return new String(content.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

}
