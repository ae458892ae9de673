package io.github.shimmy4j.autoconfigure.chat.transport;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.sidecar.ServerEndpoint;
import org.jspecify.annotations.Nullable;

/** Exchanges under way. */
public final class Exchanges {

	/** Ties a request of Spring AI's to its exchange; never sent. */
	public static final String HEADER = "X-Shimmy4j-Exchange";

	private final Map<String, Exchange> open = new ConcurrentHashMap<>();

	/**
	 * Opens an exchange.
	 * @param endpoint where its request goes
	 * @return the exchange, to be closed whatever happens
	 */
	public Exchange open(ServerEndpoint endpoint) {
		Exchange exchange = new Exchange(UUID.randomUUID().toString(), endpoint, this);
		this.open.put(exchange.id(), exchange);
		return exchange;
	}

	@Nullable Exchange find(@Nullable String id) {
		return (id != null) ? this.open.get(id) : null;
	}

	void remove(String id) {
		this.open.remove(id);
	}

}
