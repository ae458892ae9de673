package io.github.shimmy4j.autoconfigure.chat.transport;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.sidecar.ServerUse;
import org.jspecify.annotations.Nullable;

/** Exchanges under way. */
public final class Exchanges {

	/** Ties a request of Spring AI's to its exchange; never sent. */
	public static final String HEADER = "X-Shimmy4j-Exchange";

	private final Map<String, Exchange> open = new ConcurrentHashMap<>();

	/**
	 * Opens an exchange.
	 * @param use the server that its request goes to, once it is granted; the exchange
	 * ends the use, and cancels the wait for it
	 * @param lossNotice how long after a connection broke the news may come that the
	 * server is gone; zero where nobody brings such news
	 * @return the exchange, to be closed whatever happens
	 */
	public Exchange open(CompletableFuture<ServerUse> use, Duration lossNotice) {
		Exchange exchange = new Exchange(UUID.randomUUID().toString(), use, lossNotice, this);
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
