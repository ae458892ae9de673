package io.github.shimmy4j.gateway.http;

import java.util.List;

import io.github.shimmy4j.gateway.http.RouteTable.Route;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

class RouteTableTests {

	private static final HandlerFunction<ServerResponse> HANDLER = (request) -> ServerResponse.ok().build();

	@Test
	void routesAreReadWithMethodPathAndDescription() {
		RouteDescription described = RouteDescription.of("Answer a chat");
		RouteTable table = RouteTable.of(List.of(RouterFunctions.route()
			.POST("/v1/chat", HANDLER)
			.withAttribute(RouteDescription.ATTRIBUTE, described)
			.GET("/v1/models/{*id}", HANDLER)
			.build()));
		assertThat(table.routes()).hasSize(2);
		assertThat(table.routes().get(0).methods()).containsExactly(HttpMethod.POST);
		assertThat(table.routes().get(0).description()).isEqualTo(described);
		assertThat(table.routes().get(1).description()).isNull();
		assertThat(table.routes()).extracting(Route::path).containsExactly("/v1/chat", "/v1/models/{id}");
	}

	@Test
	void nestedRoutesHaveTheWholePath() {
		RouteTable table = RouteTable.of(List.of(RouterFunctions.route()
			.path("/api",
					(api) -> api.GET("/tags", HANDLER)
						.POST("/chat", RequestPredicates.accept(MediaType.APPLICATION_JSON), HANDLER))
			.GET("/{name:[a-z]+}", HANDLER)
			.build()));
		assertThat(table.routes()).extracting(Route::path).containsExactly("/api/tags", "/api/chat", "/{name}");
		assertThat(table.routes().get(1).methods()).containsExactly(HttpMethod.POST);
	}

	@Test
	void routeWithoutAPathIsLeftOut() {
		RouteTable table = RouteTable
			.of(List.of(RouterFunctions.route(RequestPredicates.method(HttpMethod.GET), HANDLER)));
		assertThat(table.routes()).isEmpty();
	}

}
