package io.github.shimmy4j.gateway.responses;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.http.BodyMemory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.RouterFunctions;

import static org.assertj.core.api.Assertions.assertThat;

/** Stored responses that are read count for the memory of bodies. */
class StoredResponseMemoryTests {

	private static StoredItem item(String id, int letters) {
		return new StoredItem(id, "{\"a\":\"%s\"}".formatted("x".repeat(letters)).getBytes(StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@CsvSource({ "/v1/responses/r, 1000, 413", "/v1/responses/r/input_items, 1000, 413",
			"/v1/responses/r/input_items?limit=1, 4000, 200", "/v1/responses/r, 4000, 200" })
	void answerCountsAsABodyDoes(String path, long heap, int status) {
		ResponseStore store = new ResponseStore(
				new GatewayProperties.Responses(1, Duration.ofHours(1), DataSize.ofMegabytes(1)), () -> 0);
		store
			.put(new StoredResponse("", item("r", 200), List.of(item("a", 200), item("b", 200)), List.of(), List.of()));
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(path));
		new BodyMemory(heap)
			.filter(exchange,
					(entered) -> RouterFunctions.toWebHandler(new StoredResponseRoutes(store).routes()).handle(entered))
			.block(Duration.ofSeconds(30));
		assertThat(exchange.getResponse().getStatusCode().value()).isEqualTo(status);
	}

}
