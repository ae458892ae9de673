package io.github.shimmy4j.gateway.status;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.gateway.http.RouteTable;
import io.github.shimmy4j.gateway.http.RouteTable.Route;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes the routes in the format of OpenAPI 3.1. Paths and methods are read from the
 * routes themselves, so that no route can be forgotten.
 */
final class OpenApiDocument {

	private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

	private static final String JSON = "application/json";

	private static final String SCHEMA = "schema";

	private static final String DESCRIPTION = "description";

	private static final String OPENAI_ERROR = "OpenAiError";

	private static final String OLLAMA_ERROR = "OllamaError";

	private static final String PROPERTIES = "properties";

	private static final String ERROR = "error";

	/** The door and the gateway itself may refuse any request. */
	private static final Set<Integer> EVERYWHERE = Set.of(401, 403, 500, 503);

	private static final Map<Integer, String> STATUSES = Map.ofEntries(Map.entry(400, "The request is wrong"),
			Map.entry(401, "The gateway has keys, and the request has none of them"),
			Map.entry(403, "The request is not allowed for this caller"),
			Map.entry(404, "The named model is not served here"), Map.entry(408, "The body did not arrive in time"),
			Map.entry(413, "The body is too large"), Map.entry(415, "The form of the body is not known"),
			Map.entry(429, "Too many requests; Retry-After tells when to come again"),
			Map.entry(500, "The gateway has failed"), Map.entry(502, "The server of the model has failed"),
			Map.entry(503, "The model cannot answer now"),
			Map.entry(504, "The server of the model was silent for too long"));

	private final ObjectNode document = JsonMapper.shared().createObjectNode();

	private OpenApiDocument(String version) {
		this.document.put("openapi", "3.1.0");
		this.document.putObject("info")
			.put("title", "shimmy4j gateway")
			.put("version", version)
			.put(DESCRIPTION, "One local model for every program on the machine.")
			.putObject("license")
			.put("name", "Apache-2.0")
			.put("identifier", "Apache-2.0");
	}

	/**
	 * Describes routes.
	 * @param routes the routes
	 * @param version version of the gateway
	 */
	static ObjectNode of(RouteTable routes, String version) {
		OpenApiDocument made = new OpenApiDocument(version);
		made.addKeys();
		ObjectNode paths = made.document.putObject("paths");
		// A path that ends in any path cannot be written in this format.
		routes.routes()
			.stream()
			.filter((route) -> !route.pattern().contains("*") || route.pattern().contains("{*"))
			.forEach((route) -> route.methods()
				.stream()
				.sorted()
				.forEach((method) -> paths.withObjectProperty(route.path())
					.set(method.name().toLowerCase(Locale.ROOT), operation(route, method))));
		made.addComponents();
		return made.document;
	}

	/** A key is needed only where the gateway has some. */
	private void addKeys() {
		ArrayNode security = this.document.putArray("security");
		security.addObject();
		security.addObject().putArray("bearer");
		security.addObject().putArray("apiKey");
	}

	private void addComponents() {
		ObjectNode components = this.document.putObject("components");
		ObjectNode keys = components.putObject("securitySchemes");
		keys.putObject("bearer").put("type", "http").put("scheme", "bearer");
		keys.putObject("apiKey").put("type", "apiKey").put("in", "header").put("name", "x-api-key");
		ObjectNode schemas = components.putObject("schemas");
		ObjectNode fields = error(schemas, OPENAI_ERROR).put("type", "object").putObject(PROPERTIES);
		fields.putObject("message").put("type", "string");
		fields.putObject("type").put("type", "string");
		List.of("param", "code").forEach((name) -> fields.putObject(name).putArray("type").add("string").add("null"));
		error(schemas, OLLAMA_ERROR).put("type", "string");
	}

	/** An object with one field. */
	private static ObjectNode error(ObjectNode schemas, String name) {
		ObjectNode schema = schemas.putObject(name).put("type", "object");
		schema.putArray("required").add(ERROR);
		return schema.putObject(PROPERTIES).putObject(ERROR);
	}

	private static ObjectNode operation(Route route, HttpMethod method) {
		RouteDescription described = (route.description() != null) ? route.description()
				: RouteDescription.of(method + " " + route.path());
		ObjectNode operation = JsonMapper.shared()
			.createObjectNode()
			.put("operationId", operationId(method, route.path()))
			.put("summary", described.summary());
		addParameters(operation, route, described);
		if (described.body() != null) {
			operation.putObject("requestBody")
				.put("required", true)
				.putObject("content")
				.putObject(JSON)
				.set(SCHEMA, described.body());
		}
		addResponses(operation.putObject("responses"), described, method.equals(HttpMethod.HEAD),
				route.path().startsWith("/api/") ? OLLAMA_ERROR : OPENAI_ERROR);
		return operation;
	}

	private static void addResponses(ObjectNode responses, RouteDescription described, boolean empty, String error) {
		if (!described.answers().isEmpty()) {
			ObjectNode success = responses.putObject("200").put(DESCRIPTION, "The answer");
			if (!empty) {
				ObjectNode content = success.putObject("content");
				described.answers().forEach(content::putObject);
			}
		}
		Set<Integer> refusals = new TreeSet<>(EVERYWHERE);
		refusals.addAll(described.refusals());
		for (Integer status : refusals) {
			ObjectNode refusal = responses.putObject(status.toString())
				.put(DESCRIPTION, STATUSES.getOrDefault(status, "The request was refused"));
			if (!empty) {
				refusal.putObject("content")
					.putObject(JSON)
					.putObject(SCHEMA)
					.put("$ref", "#/components/schemas/" + error);
			}
		}
	}

	private static void addParameters(ObjectNode operation, Route route, RouteDescription described) {
		ArrayNode parameters = JsonMapper.shared().createArrayNode();
		Matcher variables = VARIABLE.matcher(route.path());
		while (variables.find()) {
			parameters.addObject()
				.put("name", variables.group(1))
				.put("in", "path")
				.put("required", true)
				.putObject(SCHEMA)
				.put("type", "string");
		}
		described.query()
			.forEach((name, schema) -> parameters.addObject().put("name", name).put("in", "query").set(SCHEMA, schema));
		described.headers()
			.forEach(
					(name, schema) -> parameters.addObject().put("name", name).put("in", "header").set(SCHEMA, schema));
		if (!parameters.isEmpty()) {
			operation.set("parameters", parameters);
		}
	}

	/** As in {@code get_v1_models_id}. */
	private static String operationId(HttpMethod method, String path) {
		return (method.name() + path).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
	}

}
