package io.github.shimmy4j.gateway.http;

import java.time.Duration;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BodyMemoryTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/** Room for 100 bytes. */
	private final BodyMemory memory = new BodyMemory(1000);

	private final RequestBody bodies = new RequestBody(1000, LIMIT);

	private Mono<Void> request(int bytes, Mono<Void> answer) {
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.post("/").body("x".repeat(bytes)));
		return this.memory.filter(exchange, (entered) -> this.bodies.read(entered.getRequest()).then(answer));
	}

	@Test
	void bodiesWithinTheMemoryAreRead() {
		Disposable first = request(40, Mono.never()).subscribe();
		request(60, Mono.empty()).block(LIMIT);
		first.dispose();
	}

	@Test
	void bodyThatIsTooMuchBesideOthersIsRefusedUntilTheyHaveEnded() {
		Disposable first = request(60, Mono.never()).subscribe();
		ShimmyException refusal = catchThrowableOfType(ShimmyException.class,
				() -> request(60, Mono.empty()).block(LIMIT));
		assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.OVERLOADED);
		request(40, Mono.empty()).block(LIMIT);
		first.dispose();
		request(60, Mono.empty()).block(LIMIT);
	}

	@Test
	void bodyThatNeverFitsIsRefusedForGood() {
		ShimmyException refusal = catchThrowableOfType(ShimmyException.class,
				() -> request(101, Mono.empty()).block(LIMIT));
		assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED);
		assertThat(refusal).hasMessageContaining("100 bytes").hasMessageContaining("-Xmx");
		request(100, Mono.empty()).block(LIMIT);
	}

}
