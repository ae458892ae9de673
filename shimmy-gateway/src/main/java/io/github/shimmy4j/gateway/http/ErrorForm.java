package io.github.shimmy4j.gateway.http;

import io.github.shimmy4j.gateway.call.Failure;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The form in which one protocol reports the failure of a request that none of its routes
 * has handled.
 */
public interface ErrorForm {

	/** Whether a request is one of this protocol. */
	boolean isOf(ServerHttpRequest request);

	/** The failure with the status of this protocol. */
	default Failure told(Failure failure) {
		return failure;
	}

	/**
	 * Body of the response.
	 * @param told as {@link #told} gives it
	 */
	String body(Failure told);

	/**
	 * Whether the path of a request is a route, or below it.
	 * @param route such as {@code /v1/models}
	 */
	static boolean isAt(String route, ServerHttpRequest request) {
		String path = request.getPath().pathWithinApplication().value();
		return path.equals(route) || path.startsWith(route + "/");
	}

}
