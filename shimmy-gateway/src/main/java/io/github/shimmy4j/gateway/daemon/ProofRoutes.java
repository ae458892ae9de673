package io.github.shimmy4j.gateway.daemon;

import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.RouteDescription;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The route by which clients recognise this user's daemon. It needs no key, because the
 * answer proves the daemon to whoever can read its file, and tells others nothing.
 */
public final class ProofRoutes {

	private static final String RULE = "The parameter 'challenge' must be 32 to 128 hexadecimal digits in lower case";

	private final String nonce;

	private final String version;

	/**
	 * Routes of one run.
	 * @param presence this process as the daemon
	 * @param version version of the daemon
	 */
	public ProofRoutes(DaemonPresence presence, String version) {
		this.nonce = presence.nonce();
		this.version = version;
	}

	/** The route. */
	public RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route()
			.GET(DaemonProof.PATH, this::prove)
			.withAttribute(RouteDescription.ATTRIBUTE,
					RouteDescription.of("Prove to a client that this is its user's daemon"))
			.build();
	}

	private Mono<ServerResponse> prove(ServerRequest request) {
		String challenge = request.queryParam(DaemonProof.CHALLENGE).orElse("");
		if (!DaemonProof.isChallenge(challenge)) {
			return Mono.error(RequestException.http(400, "invalid_challenge", RULE));
		}
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(JsonMapper.shared()
				.createObjectNode()
				.put("service", "shimmy4j")
				.put("version", this.version)
				.put("proof", DaemonProof.of(this.nonce, challenge))
				.toString());
	}

}
