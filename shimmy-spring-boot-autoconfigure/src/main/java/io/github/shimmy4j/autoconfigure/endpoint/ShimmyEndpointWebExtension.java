package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.Map;

import io.github.shimmy4j.autoconfigure.endpoint.ShimmyEndpoint.ModelName;
import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.failure.ShimmyException;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Changes the sidecar over HTTP. A refusal lists what is allowed, which Spring's own
 * would not. Each operation has a parameter that is not a selector, because only then
 * does Spring Boot demand a content type, JSON. Without it, a page of any site could post
 * a form to the endpoint with the browser of its visitor.
 */
@EndpointWebExtension(endpoint = ShimmyEndpoint.class)
public final class ShimmyEndpointWebExtension {

	private static final String SWITCH = "switch";

	private static final int CONFLICT = 409;

	private final ShimmyEndpoint endpoint;

	ShimmyEndpointWebExtension(ShimmyEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Starts, stops or restarts the server.
	 * @param action {@code start}, {@code stop} or {@code restart}
	 * @param caller demands the content type
	 * @return the snapshot, or status 400 with the allowed actions
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> act(@Selector String action, SecurityContext caller) {
		return SidecarAction.named(action).isPresent() ? new WebEndpointResponse<>(this.endpoint.act(action))
				: unknown(action);
	}

	/**
	 * Switches to another model: {@code POST …/switch/{model}}.
	 * @param action {@code switch}
	 * @param caller demands the content type
	 * @param model name of a model, of the catalog or of a file in the models directory
	 * @return the snapshot, status 400 if the name is not allowed, or status 409 with the
	 * failure of the switch
	 */
	@WriteOperation
	public WebEndpointResponse<?> switchTo(@Selector String action, SecurityContext caller,
			@Selector(match = Selector.Match.ALL_REMAINING) String... model) {
		if (!action.equals(SWITCH)) {
			return unknown(action);
		}
		try {
			return new WebEndpointResponse<>(this.endpoint.switchTo(String.join("/", model)));
		}
		catch (InvalidEndpointRequestException ex) {
			return new WebEndpointResponse<>(
					Map.of("message", ex.getReason(), "parameter", ModelName.PARAMETER, "allowed", ModelName.ALLOWED),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (ShimmyException ex) {
			return new WebEndpointResponse<>(SidecarDetails.Failure.of(ex), CONFLICT);
		}
	}

	private static WebEndpointResponse<Map<String, Object>> unknown(String action) {
		return new WebEndpointResponse<>(
				Map.of("message", SidecarAction.refusal(action), "allowed", SidecarAction.names()),
				WebEndpointResponse.STATUS_BAD_REQUEST);
	}

}
