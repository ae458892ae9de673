package io.github.shimmy4j.gateway.http;

import org.springframework.web.server.ServerWebExchange;

/** Is told each request that has ended. Must not block. */
@FunctionalInterface
public interface RequestLogListener {

	/**
	 * A request has ended.
	 * @param entry what is known about it
	 * @param exchange the request itself
	 */
	void ended(RequestLogEntry entry, ServerWebExchange exchange);

}
