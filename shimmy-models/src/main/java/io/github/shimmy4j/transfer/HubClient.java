package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face, or a mirror, by the variables that its own client has: see <a href=
 * "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables">
 * HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH and HF_HUB_OFFLINE</a>.
 */
final class HubClient {

	private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");

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
		return new HubClient(endpoint(environment.getOrDefault("HF_ENDPOINT", "")), HubToken.find(environment),
				TRUE.contains(offline), web);
	}

	URI address(SourceReference.Hub source) {
		return URI.create("%s/%s/resolve/%s/%s".formatted(this.endpoint, source.repository(), source.revision(),
				References.encoded(source.file())));
	}

	/** What the hub knows of a repository at a commit, its licence among it. */
	URI description(SourceReference.Hub source) {
		return URI
			.create("%s/api/models/%s/revision/%s".formatted(this.endpoint, source.repository(), source.revision()));
	}

	/** Whether an address is the hub's, and not one of a storage that it points to. */
	boolean isHub(URI address) {
		return address.getScheme().equalsIgnoreCase(this.endpoint.getScheme())
				&& Authority.of(address).equalsIgnoreCase(Authority.of(this.endpoint));
	}

	/**
	 * Asks the hub; the token is for the hub alone.
	 * @param method HTTP method
	 * @param address what to ask for
	 * @param headers further headers
	 * @param follows whether to go where an answer points to
	 * @return the answer, whatever its status; its body is to be read or closed
	 */
	WebExchange ask(String method, URI address, Map<String, String> headers, BiPredicate<WebExchange, URI> follows)
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
			Authority.host(endpoint);
			return endpoint;
		}
		catch (IllegalArgumentException ex) {
			// Not as the cause: it holds the user, where there is one.
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"HF_ENDPOINT is '%s', which is not an http or https address".formatted(ShownAddress.of(value)));
		}
	}

}
