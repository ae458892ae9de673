package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Refuses over HTTP what an application with a server of its own could do, and says why.
 */
@EndpointWebExtension(endpoint = DaemonEndpoint.class)
public final class DaemonEndpointWebExtension {

	private static final int CONFLICT = 409;

	private static final String REFUSAL = "The server is the daemon's, which other programs use as well; this application "
			+ "does not start, stop or switch it (shimmy.mode=shared). It serves the model that a request names, if no "
			+ "other request is under way";

	/**
	 * Refuses to start, stop or restart the server.
	 * @param action any action
	 * @param caller demands the content type, as in {@link ShimmyEndpointWebExtension}
	 * @return status 409 with the reason
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> act(@Selector String action, SecurityContext caller) {
		return refused();
	}

	/**
	 * Refuses to switch the model.
	 * @param action any action
	 * @param caller demands the content type
	 * @param model any name
	 * @return status 409 with the reason
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> switchTo(@Selector String action, SecurityContext caller,
			@Selector(match = Selector.Match.ALL_REMAINING) String... model) {
		return refused();
	}

	private static WebEndpointResponse<Map<String, Object>> refused() {
		return new WebEndpointResponse<>(Map.of("message", REFUSAL), CONFLICT);
	}

}
