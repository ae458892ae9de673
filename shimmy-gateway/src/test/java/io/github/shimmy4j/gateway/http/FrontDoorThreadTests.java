package io.github.shimmy4j.gateway.http;

import java.nio.file.Path;
import java.util.List;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.key.ApiKeys;
import io.github.shimmy4j.gateway.openai.OpenAiErrorForm;
import io.github.shimmy4j.storage.ShimmyHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/** Before: an event loop read the file of the keys, about once in a second. */
class FrontDoorThreadTests {

	@TempDir
	private Path directory;

	@Test
	void fileOfKeysIsReadOnAThreadThatMayBlock() {
		ApiKeys keys = ApiKeys.of(new ShimmyHome(this.directory.resolve("models"), this.directory.resolve("binaries"),
				this.directory.resolve("sidecars"), this.directory.resolve("run")));
		FrontDoor door = new FrontDoor(new WebPageGuard(new GatewayProperties.Web(List.of(), List.of())), keys,
				new ErrorForms(List.of(), new OpenAiErrorForm()));
		assertThat(threadBehind(door)).startsWith("boundedElastic-");
		assertThat(keys.isFresh()).isTrue();
		assertThat(threadBehind(door)).startsWith("parallel-");
	}

	/** Where a request that has come on an event loop goes on. */
	private static String threadBehind(FrontDoor door) {
		StringBuilder thread = new StringBuilder();
		MockServerWebExchange request = MockServerWebExchange
			.from(MockServerHttpRequest.get("/v1/models").header("Host", "localhost"));
		Mono.defer(() -> door.filter(request, (exchange) -> {
			thread.append(Thread.currentThread().getName());
			return Mono.empty();
		})).subscribeOn(Schedulers.parallel()).block();
		return thread.toString();
	}

}
