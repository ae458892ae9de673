package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.storage.PathText;
import org.jspecify.annotations.Nullable;

/**
 * Client of Hugging Face or of a mirror. It follows the environment variables of the
 * hub's own client: <a href=
 * "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables">
 * HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH and HF_HUB_OFFLINE</a>.
 */
final class HubClient {

	private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");

	/** Far more than a token has. */
	private static final int MAX_TOKEN_BYTES = 4096;

	private final URI endpoint;

	private final @Nullable Secret token;

	private final boolean offline;

	private final WebClient web;

	private HubClient(URI endpoint, @Nullable Secret token, boolean offline, WebClient web) {
		this.endpoint = endpoint;
		this.token = token;
		this.offline = offline;
		this.web = web;
	}

	static HubClient of(Map<String, String> environment, WebClient web) {
		String offline = environment.getOrDefault("HF_HUB_OFFLINE", "").strip().toLowerCase(Locale.ROOT);
		return new HubClient(endpoint(environment.getOrDefault("HF_ENDPOINT", "")), token(environment),
				TRUE.contains(offline), web);
	}

	URI address(SourceReference.Hub source) {
		return URI.create("%s/%s/resolve/%s/%s".formatted(this.endpoint, source.repository(), source.revision(),
				ReferenceSyntax.encoded(source.file())));
	}

	/** Address of the repository's description at a commit, which has its licence. */
	URI description(SourceReference.Hub source) {
		return URI
			.create("%s/api/models/%s/revision/%s".formatted(this.endpoint, source.repository(), source.revision()));
	}

	/** Whether an address belongs to the hub, not to a storage that it redirects to. */
	boolean isHub(URI address) {
		return address.getScheme().equalsIgnoreCase(this.endpoint.getScheme())
				&& ReferenceSyntax.server(address).equalsIgnoreCase(ReferenceSyntax.server(this.endpoint));
	}

	/** As {@link WebClient#ask}, with the token for the hub. */
	WebExchange ask(String method, URI address, Map<String, String> headers, Predicate<WebExchange> follows)
			throws IOException, InterruptedException {
		if (this.offline) {
			throw new IOException("HF_HUB_OFFLINE is set");
		}
		return this.web.ask(method, address, (server) -> {
			Map<String, String> all = new HashMap<>(headers);
			if (this.token != null && isHub(server)) {
				all.put("Authorization", "Bearer " + this.token.reveal());
			}
			return all;
		}, follows);
	}

	private static URI endpoint(String value) {
		String address = value.isBlank() ? "https://huggingface.co" : value.strip().replaceAll("/+$", "");
		try {
			URI endpoint = URI.create(Patterns.require("HF_ENDPOINT", address, "https?://\\S+"));
			ReferenceSyntax.host(endpoint);
			return endpoint;
		}
		catch (IllegalArgumentException ex) {
			// Not added as the cause: its message may contain the user.
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"HF_ENDPOINT is '%s', which is not an http or https address".formatted(ShownAddress.of(value)));
		}
	}

	private static @Nullable Secret token(Map<String, String> environment) {
		String token = environment.getOrDefault("HF_TOKEN", "").strip();
		String path = environment.getOrDefault("HF_TOKEN_PATH", "").strip();
		if (!token.isEmpty() || path.isEmpty()) {
			return token(token, "HF_TOKEN");
		}
		return token(read(PathText.path("HF_TOKEN_PATH", path)), "'%s' (HF_TOKEN_PATH)".formatted(path));
	}

	/** Refuses what no header may contain: Java's client would show it in its failure. */
	private static @Nullable Secret token(String token, String origin) {
		if (!token.matches("[\\x21-\\x7e]*")) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					origin + " is not a token: it must be one line of printable ASCII without spaces");
		}
		return token.isEmpty() ? null : Secret.of(token);
	}

	/** Empty if the file is missing: the hub's own client then has no token either. */
	private static String read(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			return new String(content.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

}
