package io.github.shimmy4j.gateway.status;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.shimmy4j.gateway.http.RouteDescription;
import io.github.shimmy4j.gateway.http.RouteTable;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class OpenApiDocumentTests {

	private static final HandlerFunction<ServerResponse> HANDLER = (request) -> ServerResponse.ok().build();

	private static final ObjectNode SCHEMA = JsonMapper.shared().createObjectNode().put("type", "integer");

	private final JsonNode document = OpenApiDocument.of(RouteTable.of(List.of(RouterFunctions.route()
		.POST("/v1/chat", HANDLER)
		.withAttribute(RouteDescription.ATTRIBUTE,
				RouteDescription.of("Answer a chat").withBody(SCHEMA).withHeader("x-of-a-chat", SCHEMA))
		.GET("/v1/models/{*id}", HANDLER)
		.GET("/v1/inspect", HANDLER)
		.withAttribute(RouteDescription.ATTRIBUTE,
				RouteDescription.of("Tell requests").withQuery("n", SCHEMA).answering("text/plain"))
		.HEAD("/v1/inspect", HANDLER)
		.POST("/api/push", HANDLER)
		.withAttribute(RouteDescription.ATTRIBUTE,
				RouteDescription.of("Refused: here is one model").answering().refusing(400))
		.GET("/files/**", HANDLER)
		.build())), "0.1.0");

	@Test
	void documentHasTheFormOfOpenApi() {
		assertForm(this.document);
	}

	/** Requirements of the specification on the parts that we write. */
	static void assertForm(JsonNode document) {
		assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
		assertThat(document.at("/info/title").asString()).isNotEmpty();
		assertThat(document.at("/info/version").asString()).isNotEmpty();
		Set<String> ids = new HashSet<>();
		document.path("paths").forEachEntry((path, methods) -> {
			assertThat(path).startsWith("/").doesNotContain("*");
			assertThat(methods.propertyNames()).isNotEmpty().isSubsetOf("get", "head", "post", "put", "delete");
			methods.forEach((operation) -> {
				assertThat(ids.add(operation.path("operationId").asString())).as("%s has an id of its own", operation)
					.isTrue();
				// A route that refuses all requests has no answer.
				boolean refuses = operation.path("summary").asString().startsWith("Refused");
				assertThat(operation.path("responses").propertyNames()).contains(refuses ? "400" : "200");
				operation.path("responses")
					.forEach((response) -> assertThat(response.path("description").asString()).isNotEmpty());
				Set<String> variables = new HashSet<>();
				operation.path("parameters").forEach((parameter) -> {
					assertThat(parameter.path("schema").isObject()).isTrue();
					if (parameter.path("in").asString().equals("path")) {
						assertThat(parameter.path("required").asBoolean()).isTrue();
						variables.add(parameter.path("name").asString());
					}
				});
				assertThat(Pattern.compile("\\{(\\w+)}").matcher(path).results().map((found) -> found.group(1)))
					.containsExactlyInAnyOrderElementsOf(variables);
			});
		});
	}

	@Test
	void bodyAndQueryHaveTheirSchemas() {
		assertThat(this.document.at("/paths/~1v1~1chat/post/requestBody/content/application~1json/schema"))
			.isEqualTo(SCHEMA);
		assertThat(this.document.at("/paths/~1v1~1inspect/get/parameters/0/schema")).isEqualTo(SCHEMA);
		assertThat(this.document.at("/paths/~1v1~1inspect/get/responses/200/content").propertyNames())
			.containsExactly("text/plain");
	}

	@Test
	void headersAreParameters() {
		JsonNode header = this.document.at("/paths/~1v1~1chat/post/parameters/0");
		assertThat(header.path("name").asString()).isEqualTo("x-of-a-chat");
		assertThat(header.path("in").asString()).isEqualTo("header");
		assertThat(header.path("schema")).isEqualTo(SCHEMA);
	}

	@Test
	void refusalsHaveTheirStatusesAndTheFormOfTheProtocol() {
		JsonNode chat = this.document.at("/paths/~1v1~1chat/post/responses");
		assertThat(chat.propertyNames()).containsExactly("200", "400", "401", "403", "408", "413", "415", "500", "503");
		assertThat(chat.at("/400/content/application~1json/schema/$ref").asString()).endsWith("/OpenAiError");
		JsonNode push = this.document.at("/paths/~1api~1push/post/responses");
		assertThat(push.propertyNames()).containsExactly("400", "401", "403", "500", "503");
		assertThat(push.at("/400/content/application~1json/schema/$ref").asString()).endsWith("/OllamaError");
		assertThat(this.document.at("/paths/~1v1~1inspect/head/responses/401/content").isMissingNode()).isTrue();
	}

	@Test
	void routeWithoutADescriptionIsDescribedByItsPath() {
		assertThat(this.document.at("/paths/~1v1~1models~1{id}/get/summary").asString())
			.isEqualTo("GET /v1/models/{id}");
	}

	@Test
	void referencesLeadSomewhere() {
		assertThat(this.document.findValuesAsString("$ref")).isNotEmpty()
			.allSatisfy((reference) -> assertThat(this.document.at(reference.substring(1)).isObject()).isTrue());
	}

}
