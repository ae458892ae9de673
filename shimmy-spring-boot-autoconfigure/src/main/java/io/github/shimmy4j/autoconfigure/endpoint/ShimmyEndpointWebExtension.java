package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Tells over HTTP which actions there are, where Spring's own answer would not. */
@EndpointWebExtension(endpoint = ShimmyEndpoint.class)
public final class ShimmyEndpointWebExtension {

	private final ShimmyEndpoint endpoint;

	ShimmyEndpointWebExtension(ShimmyEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * As {@link ShimmyEndpoint#act(String)}.
	 * @param action {@code start}, {@code stop} or {@code restart}
	 * @return the snapshot, or status 400 with the actions that there are
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> act(@Selector String action) {
		if (Action.named(action).isEmpty()) {
			return new WebEndpointResponse<>(Map.of("message", Action.refusal(action), "allowed", Action.ids()),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		return new WebEndpointResponse<>(this.endpoint.act(action));
	}

}
