package io.github.shimmy4j.autoconfigure.chat.transport;

import io.github.shimmy4j.sidecar.ServerEndpoint;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. It fixes the server that the request was checked against,
 * and closes the connection when nobody wants the answer any more: Spring AI's own stream
 * does not when it is cancelled.
 */
public final class Exchange implements AutoCloseable {

	private final String id;

	private final ServerEndpoint endpoint;

	private final Exchanges exchanges;

	private @Nullable Call call;

	private boolean closed;

	Exchange(String id, ServerEndpoint endpoint, Exchanges exchanges) {
		this.id = id;
		this.endpoint = endpoint;
		this.exchanges = exchanges;
	}

	/**
	 * What a request carries in the header {@link Exchanges#HEADER}.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	ServerEndpoint endpoint() {
		return this.endpoint;
	}

	synchronized void attach(Call call) {
		this.call = call;
		if (this.closed) {
			call.cancel();
		}
	}

	/** Cancels what is still under way. */
	@Override
	public void close() {
		this.exchanges.remove(this.id);
		synchronized (this) {
			this.closed = true;
			if (this.call != null) {
				this.call.cancel();
			}
		}
	}

}
