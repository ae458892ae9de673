package io.github.shimmy4j.autoconfigure.chat.transport;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * The open exchanges. The client library passes nothing but the request from the chat
 * model to the transport, so a header of the request identifies its exchange.
 */
public final class Exchanges {

	/** Removed before the request is sent. */
	static final String HEADER = "X-Shimmy4j-Exchange";

	private final Map<String, Exchange> open = new ConcurrentHashMap<>();

	/**
	 * Opens an exchange.
	 * @param admission grants the server
	 * @param deadline latest time of the grant, in nanoseconds of {@link System#nanoTime}
	 * @return the exchange, to be closed in any case
	 */
	public Open open(Admission admission, long deadline) {
		Open opened = new Open(UUID.randomUUID().toString(), admission.open(deadline));
		this.open.put(opened.id, opened.exchange);
		return opened;
	}

	@Nullable Exchange find(@Nullable String id) {
		return (id != null) ? this.open.get(id) : null;
	}

	/** An exchange with an id, by which its request is recognised. */
	public final class Open implements AutoCloseable {

		private final String id;

		private final Exchange exchange;

		private Open(String id, Exchange exchange) {
			this.id = id;
			this.exchange = exchange;
		}

		public Exchange exchange() {
			return this.exchange;
		}

		/** Adds the header to a prompt with OpenAI options. */
		public Prompt prompt(Prompt checked) {
			if (!(checked.getOptions() instanceof OpenAiChatOptions options)) {
				throw new IllegalStateException("a checked prompt has OpenAI options");
			}
			Map<String, String> headers = new HashMap<>();
			if (options.getCustomHeaders() != null) {
				headers.putAll(options.getCustomHeaders());
			}
			headers.put(HEADER, this.id);
			return new Prompt(checked.getInstructions(), options.mutate().customHeaders(headers).build());
		}

		/** Lets the caller go at once; idempotent. */
		@Override
		public void close() {
			Exchanges.this.open.remove(this.id);
			this.exchange.close();
		}

	}

}
