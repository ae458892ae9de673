package io.github.shimmy4j.gateway.daemon;

import java.util.Optional;

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
import tools.jackson.databind.node.ObjectNode;

/**
 * The route by which clients recognise this user's daemon. It needs no key, because the
 * answer proves the daemon to whoever can read its file, and tells others no more than
 * the version.
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
					RouteDescription.of("Prove to a client that this is its user's daemon")
						.withQuery(DaemonProof.CHALLENGE, schema()))
			.build();
	}

	private Mono<ServerResponse> prove(ServerRequest request) {
		ObjectNode answer = JsonMapper.shared()
			.createObjectNode()
			.put("service", "shimmy4j")
			.put("version", this.version);
		Optional<String> challenge = request.queryParam(DaemonProof.CHALLENGE);
		if (challenge.isPresent()) {
			if (!DaemonProof.isChallenge(challenge.get())) {
				return Mono.error(RequestException.http(400, "invalid_challenge", RULE));
			}
			answer.put("proof", DaemonProof.of(this.nonce, challenge.get()));
		}
		return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(answer.toString());
	}

	private static ObjectNode schema() {
		return JsonMapper.shared().createObjectNode().put("type", "string").put("pattern", "^[0-9a-f]{32,128}$");
	}

}
