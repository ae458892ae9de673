package io.github.shimmy4j.gateway.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Description of a route in {@code /openapi.json}. It is set as the attribute
 * {@link #ATTRIBUTE} of the route, beside its path and its handler.
 *
 * @param summary what the route does, in a phrase
 * @param query JSON schemas of its query parameters, by name
 * @param headers JSON schemas of the headers that change what it does, by name
 * @param body JSON schema of the request's body; null if it reads none
 * @param answers media types of a successful answer; none if the route refuses all
 * requests
 * @param refusals statuses of its refusals, beside those that every route has
 */
public record RouteDescription(String summary, Map<String, JsonNode> query, Map<String, JsonNode> headers,
		@Nullable JsonNode body, List<String> answers, Set<Integer> refusals) {

	/** Name of the attribute of a route that holds its description. */
	public static final String ATTRIBUTE = RouteDescription.class.getName();

	public RouteDescription {
		query = Map.copyOf(query);
		headers = Map.copyOf(headers);
		answers = List.copyOf(answers);
		refusals = Set.copyOf(refusals);
	}

	/** A route that answers with JSON. */
	public static RouteDescription of(String summary) {
		return new RouteDescription(summary, Map.of(), Map.of(), null, List.of("application/json"), Set.of());
	}

	/** The same with a query parameter that may be absent. */
	public RouteDescription withQuery(String name, JsonNode schema) {
		Map<String, JsonNode> more = new LinkedHashMap<>(this.query);
		more.put(name, schema);
		return new RouteDescription(this.summary, more, this.headers, this.body, this.answers, this.refusals)
			.refusing(400);
	}

	/** The same with a header that may be absent. */
	public RouteDescription withHeader(String name, JsonNode schema) {
		Map<String, JsonNode> more = new LinkedHashMap<>(this.headers);
		more.put(name, schema);
		return new RouteDescription(this.summary, this.query, more, this.body, this.answers, this.refusals)
			.refusing(400);
	}

	/** The same with a schema of the body, which may be wrong. */
	public RouteDescription withBody(JsonNode schema) {
		return new RouteDescription(this.summary, this.query, this.headers, schema, this.answers, this.refusals)
			.refusing(400, 408, 413, 415);
	}

	/** The same with answers of other media types. */
	public RouteDescription answering(String... mediaTypes) {
		return new RouteDescription(this.summary, this.query, this.headers, this.body, List.of(mediaTypes),
				this.refusals);
	}

	/** The same with further statuses of refusals. */
	public RouteDescription refusing(int... statuses) {
		Set<Integer> more = new TreeSet<>(this.refusals);
		for (int status : statuses) {
			more.add(status);
		}
		return new RouteDescription(this.summary, this.query, this.headers, this.body, this.answers, more);
	}

	/** The same for a route whose answer is made by a model. */
	public RouteDescription askingAModel() {
		return refusing(404, 429, 502, 504);
	}

}
