package io.github.shimmy4j.autoconfigure.chat.transport;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shimmy4j.sidecar.use.Admission;
import io.github.shimmy4j.sidecar.use.Exchange;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Exchanges under way. The client library stands between the chat model and the transport
 * and hands nothing on but a request, so a header of the request names its exchange.
 */
public final class Exchanges {

	/** Never sent to the server. */
	static final String HEADER = "X-Shimmy4j-Exchange";

	private final Map<String, Exchange> open = new ConcurrentHashMap<>();

	/**
	 * Opens an exchange.
	 * @param admission where its server is waited for
	 * @param deadline when that wait ends
	 * @return the exchange, to be closed whatever happens
	 */
	public Open open(Admission admission, long deadline) {
		Open opened = new Open(UUID.randomUUID().toString(), admission.open(deadline));
		this.open.put(opened.id, opened.exchange);
		return opened;
	}

	@Nullable Exchange find(@Nullable String id) {
		return (id != null) ? this.open.get(id) : null;
	}

	/** An exchange whose request can be told from others. */
	public final class Open implements AutoCloseable {

		private final String id;

		private final Exchange exchange;

		private Open(String id, Exchange exchange) {
			this.id = id;
			this.exchange = exchange;
		}

		/**
		 * The exchange itself.
		 * @return the exchange
		 */
		public Exchange exchange() {
			return this.exchange;
		}

		/**
		 * The prompt of this exchange.
		 * @param checked prompt with OpenAI options
		 * @return the same, with the header
		 */
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

		/** Releases the caller at once. Idempotent. */
		@Override
		public void close() {
			Exchanges.this.open.remove(this.id);
			this.exchange.close();
		}

	}

}
