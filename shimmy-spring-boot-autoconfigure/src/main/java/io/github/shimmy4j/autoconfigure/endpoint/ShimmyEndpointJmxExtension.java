package io.github.shimmy4j.autoconfigure.endpoint;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/** Starts and stops the server over JMX. */
@EndpointJmxExtension(endpoint = ShimmyEndpoint.class)
public final class ShimmyEndpointJmxExtension {

	private final ShimmyEndpoint endpoint;

	ShimmyEndpointJmxExtension(ShimmyEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Starts, stops or restarts the server.
	 * @param action {@code start}, {@code stop} or {@code restart}
	 * @return the snapshot once the action has begun
	 * @throws InvalidEndpointRequestException if there is no such action
	 */
	@WriteOperation
	public Map<String, Object> act(@Selector String action) {
		return this.endpoint.act(action);
	}

}
