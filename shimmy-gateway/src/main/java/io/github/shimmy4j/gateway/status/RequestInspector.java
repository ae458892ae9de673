package io.github.shimmy4j.gateway.status;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.github.shimmy4j.gateway.http.RequestLogListener;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the last requests for people who debug a client. Queries and the values of
 * headers that may be secret are never kept, bodies only where they were copied.
 */
public final class RequestInspector implements RequestLogListener {

	/** Requests that look at the gateway would push out those that somebody looks for. */
	private static final Set<String> IGNORED = Set.of(StatusRoutes.HEALTH, StatusRoutes.METRICS, StatusRoutes.STATUS,
			StatusRoutes.INSPECT, StatusRoutes.OPENAPI);

	private static final Pattern SECRET = Pattern.compile("auth|cookie|key|token|secret|password|credential",
			Pattern.CASE_INSENSITIVE);

	private final int size;

	/** Newest first. */
	private final Deque<Inspected> requests = new ArrayDeque<>();

	/**
	 * Keeps nothing yet.
	 * @param size number of requests to keep
	 */
	public RequestInspector(int size) {
		this.size = size;
	}

	@Override
	public void ended(RequestLogEntry entry, ServerWebExchange exchange) {
		if (this.size == 0 || IGNORED.contains(entry.route())) {
			return;
		}
		Inspected inspected = new Inspected(entry, exchange.getRequest().getHeaders(), BodyCopyFilter.of(exchange));
		synchronized (this) {
			this.requests.addFirst(inspected);
			if (this.requests.size() > this.size) {
				this.requests.removeLast();
			}
		}
	}

	/** Number of requests that are kept at most. */
	int size() {
		return this.size;
	}

	/**
	 * The document of {@code /v1/inspect}.
	 * @param count most requests to tell
	 */
	ObjectNode document(int count) {
		ObjectNode document = JsonMapper.shared().createObjectNode();
		ArrayNode list = document.putArray("requests");
		newest(count).forEach((request) -> list.add(request.json()));
		return document;
	}

	private synchronized List<Inspected> newest(int count) {
		return new ArrayList<>(this.requests).subList(0, Math.min(count, this.requests.size()));
	}

	/** One request that is kept. */
	private record Inspected(RequestLogEntry entry, HttpHeaders headers, BodyCopyFilter.@Nullable Bodies bodies) {

		ObjectNode json() {
			ObjectNode json = JsonMapper.shared()
				.createObjectNode()
				.put("at", this.entry.at().toString())
				.put("method", this.entry.method())
				.put("path", PrintableText.of(this.entry.path()))
				.put("route", this.entry.route())
				.put("status", this.entry.status())
				.put("outcome", this.entry.outcome().name().toLowerCase(Locale.ROOT))
				.put("key", this.entry.caller());
			putError(json);
			json.put("totalMs", this.entry.total().toMillis());
			putGeneration(json);
			putHeaders(json.putObject("headers"));
			if (this.bodies != null) {
				json.put("requestBody", this.bodies.request().text());
				json.put("responseBody", this.bodies.response().text());
			}
			return json;
		}

		/** Without its message, which may quote the request. */
		private void putError(ObjectNode json) {
			Failure failure = this.entry.failure();
			if (failure != null) {
				json.putObject("error").put("code", failure.code()).put("param", failure.param());
			}
		}

		private void putGeneration(ObjectNode json) {
			if (this.entry.model() == null) {
				return;
			}
			Usage usage = this.entry.usage();
			json.put("model", this.entry.model()).put("stream", this.entry.stream());
			put(json, "queuedMs", this.entry.queued());
			put(json, "firstTokenMs", this.entry.firstToken());
			json.putObject("tokens")
				.put("input", usage.promptTokens())
				.put("cached", usage.cachedTokens())
				.put("output", usage.completionTokens());
		}

		private static void put(ObjectNode json, String name, @Nullable Duration time) {
			if (time != null) {
				json.put(name, time.toMillis());
			}
		}

		private void putHeaders(ObjectNode json) {
			this.headers.forEach((name, values) -> json.put(name.toLowerCase(Locale.ROOT),
					SECRET.matcher(name).find() ? "(hidden)" : PrintableText.of(String.join(", ", values))));
		}

	}

}
