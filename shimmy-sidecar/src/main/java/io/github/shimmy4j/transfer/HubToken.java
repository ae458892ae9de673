package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.shimmy4j.process.Secret;
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
		String found = (token.isEmpty() && !path.isEmpty()) ? read(Path.of(path)) : token;
		return found.isEmpty() ? null : Secret.of(found);
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
