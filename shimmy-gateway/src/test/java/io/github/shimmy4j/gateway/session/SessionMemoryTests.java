package io.github.shimmy4j.gateway.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.SharedGateway;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.http.BodyMemory;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Sessions that are read count for the memory of bodies, before they are parsed. */
@ExtendWith(SharedGateway.class)
class SessionMemoryTests {

	private static final SessionKey KEY = new SessionKey("", "large");

	private final SessionRequests requests;

	SessionMemoryTests(FakeGateway gateway) {
		this.requests = new SessionRequests(gateway.context().getBean(Generations.class), new LargeSession(),
				new GatewayProperties.Session(1, Duration.ofMinutes(1), DataSize.ofMegabytes(1)), 1,
				Duration.ofSeconds(30));
	}

	private static void assertRefused(Function<ServerHttpRequest, Mono<?>> read) {
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.post("/").header(SessionKey.HEADER, KEY.id()));
		// Room for 100 bytes.
		ShimmyException refusal = catchThrowableOfType(ShimmyException.class,
				() -> new BodyMemory(1000).filter(exchange, (entered) -> read.apply(entered.getRequest()).then())
					.block(Duration.ofSeconds(30)));
		assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED);
		assertThat(refusal).hasMessageContaining("-Xmx");
	}

	@Test
	void sessionThatIsToldCounts() {
		assertRefused((http) -> this.requests.told(KEY, http));
	}

	@Test
	void sessionThatARequestContinuesCounts() {
		CompletionRequest request = CompletionRequest.parse(FakeGateway.body("Hello").getBytes(StandardCharsets.UTF_8));
		assertRefused((http) -> this.requests.joined(request, http));
	}

	/** Has one message, which nobody can parse. */
	private static final class LargeSession implements SessionStore {

		@Override
		public Optional<Session> find(SessionKey key) {
			byte[] bytes = "x".repeat(200).getBytes(StandardCharsets.US_ASCII);
			return Optional.of(Session.begun(key, Instant.EPOCH)
				.with(List.of(new StoredMessage(false, bytes)), SessionUsage.NONE));
		}

		@Override
		public Lease open(SessionKey key) {
			throw new IllegalStateException("no test opens a session");
		}

		@Override
		public boolean remove(SessionKey key) {
			throw new IllegalStateException("no test removes a session");
		}

	}

}
