package io.github.shimmy4j.gateway;

import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.autoconfigure.Allowed;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the gateway.
 *
 * @param enabled Whether this application is a gateway.
 * @param bindAddress Address and port on which the gateway listens, as in
 * '127.0.0.1:11434' or '[::1]:0'. If it is not set, the daemon listens on
 * 127.0.0.1:11434, or on the next free port below it; another application keeps its own
 * web server settings. An address that is not a loopback address needs an API key.
 * @param aliases Names that mean the served model in requests, beside its own.
 * @param queue Requests that wait for the model.
 * @param limits Limits on what a client may send and how it must read.
 * @param web Protection against web pages in a browser on this machine.
 * @param stream Delivery of streamed answers.
 * @param claude Requests of Claude's protocol.
 * @param responses Responses that are stored for requests of the Responses API.
 * @param session Conversations that are kept for chats with the header x-shimmy-session.
 * @param inspect Record of the last requests, for people who debug a client.
 * @param metrics Meters of the gateway.
 */
@ConfigurationProperties("shimmy.gateway")
public record GatewayProperties(@DefaultValue("true") boolean enabled, @Nullable String bindAddress,
		@DefaultValue("qwen-local") List<String> aliases, @DefaultValue Queue queue, @DefaultValue Limits limits,
		@DefaultValue Web web, @DefaultValue Stream stream, @DefaultValue Claude claude,
		@DefaultValue Responses responses, @DefaultValue Session session, @DefaultValue Inspect inspect,
		@DefaultValue Metrics metrics) {

	private static final DataSize SMALLEST_STORE = DataSize.ofKilobytes(1);

	private static final DataSize LARGEST_STORE = DataSize.ofGigabytes(16);

	public GatewayProperties {
		aliases = List.copyOf(aliases);
		aliases.forEach((alias) -> Allowed.text("shimmy.gateway.aliases", alias));
		Allowed.textOrNull("shimmy.gateway.bind-address", bindAddress);
	}

	private static void checkStore(String key, DataSize size) {
		if (size.compareTo(SMALLEST_STORE) < 0 || size.compareTo(LARGEST_STORE) > 0) {
			throw Allowed.violation(key, size, "a size from 1KB to 16GB");
		}
	}

	/**
	 * Requests that wait for the model.
	 *
	 * @param size Most requests that wait, four times as many streamed ones of Claude's
	 * protocol and the Responses API; a later one is refused with status 429. As many may
	 * wait for a model that is loaded, and as many for their session. Keys take turns,
	 * and a key with no waiting request always gets a place, so that one busy program
	 * cannot keep out the others.
	 */
	public record Queue(@DefaultValue("64") int size) {

		public Queue {
			Allowed.range("shimmy.gateway.queue.size", size, 1, 256);
		}

	}

	/**
	 * Limits on what a client may send and how it must read.
	 *
	 * @param body Largest body of a request.
	 * @param slowBody Longest time in which a request must arrive.
	 * @param unread Longest time in which a client may take nothing of a full answer
	 * buffer before it is disconnected and its generation is cancelled.
	 */
	public record Limits(@DefaultValue("32MB") DataSize body, @DefaultValue("60s") Duration slowBody,
			@DefaultValue("60s") Duration unread) {

		private static final DataSize SMALLEST_BODY = DataSize.ofKilobytes(1);

		/** A body is one array in memory. */
		private static final DataSize LARGEST_BODY = DataSize.ofMegabytes(512);

		public Limits {
			if (body.compareTo(SMALLEST_BODY) < 0 || body.compareTo(LARGEST_BODY) > 0) {
				throw Allowed.violation("shimmy.gateway.limits.body", body, "a size from 1KB to 512MB");
			}
			Allowed.positive("shimmy.gateway.limits.slow-body", slowBody);
			Allowed.positive("shimmy.gateway.limits.unread", unread);
		}

	}

	/**
	 * Protection against web pages in a browser on this machine.
	 *
	 * @param hosts Host names of this gateway that requests without a key may use, beside
	 * the names and addresses of loopback and host.docker.internal.
	 * @param origins Origins of web pages that may call the gateway, as in
	 * 'https://example.org', beside pages of loopback and of desktop programs. 'null'
	 * stands for pages opened from a file, but also for frames of any other page.
	 */
	public record Web(@DefaultValue List<String> hosts, @DefaultValue List<String> origins) {

		public Web {
			hosts = List.copyOf(hosts);
			origins = List.copyOf(origins);
			hosts.forEach((host) -> Allowed.text("shimmy.gateway.web.hosts", host));
			origins.forEach((origin) -> Allowed.text("shimmy.gateway.web.origins", origin));
		}

	}

	/**
	 * Delivery of streamed answers.
	 *
	 * @param hold How long the status of a streamed answer is held back for its first
	 * token, so that an early failure has a status of its own.
	 * @param heartbeat Time without an event after which a heartbeat keeps the connection
	 * open (a comment, a ping of Claude's protocol, an event of the Responses API); 0
	 * sends none.
	 */
	public record Stream(@DefaultValue("5s") Duration hold, @DefaultValue("10s") Duration heartbeat) {

		public Stream {
			Allowed.notNegative("shimmy.gateway.stream.hold", hold);
			Allowed.notNegative("shimmy.gateway.stream.heartbeat", heartbeat);
		}

	}

	/**
	 * Requests of Claude's protocol.
	 *
	 * @param removeAttribution Whether lines in system prompts that only tell Anthropic
	 * whom to bill are removed. They change with each conversation, so with them the
	 * server reads the whole prompt again.
	 */
	public record Claude(@DefaultValue("true") boolean removeAttribution) {
	}

	/**
	 * Responses that are stored for requests of the Responses API, in memory.
	 *
	 * @param maxCount Number of responses that are kept for 'previous_response_id' and
	 * for clients that read them again; 0 keeps none.
	 * @param maxAge How long a response is kept.
	 * @param maxSize Size of all responses together, as JSON. A response counts with its
	 * whole conversation.
	 */
	public record Responses(@DefaultValue("1000") int maxCount, @DefaultValue("24h") Duration maxAge,
			@DefaultValue("32MB") DataSize maxSize) {

		public Responses {
			Allowed.range("shimmy.gateway.responses.max-count", maxCount, 0, 100_000);
			Allowed.positive("shimmy.gateway.responses.max-age", maxAge);
			checkStore("shimmy.gateway.responses.max-size", maxSize);
		}

	}

	/**
	 * Conversations that are kept for chats with the header x-shimmy-session, in memory.
	 *
	 * @param maxCount Most sessions. For one more, the session that was not used for the
	 * longest time is forgotten, of the key that has the most.
	 * @param idleTimeout Time after its last request at which a session is forgotten.
	 * @param maxSize Size of the messages of all sessions together, as JSON. One session
	 * that would be larger is refused.
	 */
	public record Session(@DefaultValue("100") int maxCount, @DefaultValue("30m") Duration idleTimeout,
			@DefaultValue("32MB") DataSize maxSize) {

		public Session {
			Allowed.range("shimmy.gateway.session.max-count", maxCount, 1, 100_000);
			Allowed.positive("shimmy.gateway.session.idle-timeout", idleTimeout);
			checkStore("shimmy.gateway.session.max-size", maxSize);
		}

	}

	/**
	 * Record of the last requests, for people who debug a client.
	 *
	 * @param requests Number of requests that are kept for '/v1/inspect'; 0 keeps none.
	 * @param bodies Whether their bodies are kept too, each up to 64 KB. They hold what
	 * users wrote.
	 */
	public record Inspect(@DefaultValue("50") int requests, @DefaultValue("false") boolean bodies) {

		public Inspect {
			Allowed.range("shimmy.gateway.inspect.requests", requests, 0, 1000);
		}

	}

	/**
	 * Meters of the gateway.
	 *
	 * @param enabled Whether the gateway counts its requests, and shows all meters of the
	 * application at '/metrics' in Prometheus' text format.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled) {
	}

}
