package io.github.shimmy4j.gateway.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
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

	/** Before, the next large body was refused until the refusal had been written. */
	@Test
	void refusedBodyHasGivenItsMemoryBackBeforeTheRefusalIsWritten() {
		RequestBody small = new RequestBody(60, LIMIT);
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.post("/").body(Flux.range(0, 2).map((each) -> buffer(50))));
		AtomicReference<Throwable> refusal = new AtomicReference<>();
		Disposable writing = this.memory
			.filter(exchange, (entered) -> small.read(entered.getRequest()).then().onErrorResume((ex) -> {
				refusal.set(ex);
				return Mono.never();
			}))
			.subscribe();
		assertThat(refusal.get()).hasMessageContaining("larger than 60 bytes");
		request(100, Mono.empty()).block(LIMIT);
		writing.dispose();
		request(100, Mono.empty()).block(LIMIT);
	}

	private static DataBuffer buffer(int bytes) {
		return DefaultDataBufferFactory.sharedInstance.wrap("x".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			[0,0,0]                       | 113
			["a,b:c{d[e", "\\",:"]         | 59
			{"a":["b",{"c":"\\\\",d}]}    | 256
			no JSON at all                | 0
			                              | 0
			""")
	void smallValuesWeighMoreThanTheirBytes(@Nullable String json, long weight) {
		assertThat(JsonWeight.of(Objects.requireNonNullElse(json, "").getBytes(StandardCharsets.UTF_8)))
			.isEqualTo(weight);
	}

	@Test
	void bodyOfManySmallValuesIsRefused() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/").body("[0,0,0]"));
		ShimmyException refusal = catchThrowableOfType(ShimmyException.class,
				() -> this.memory.filter(exchange, (entered) -> this.bodies.read(entered.getRequest()).then())
					.block(LIMIT));
		assertThat(refusal).hasMessageContaining("-Xmx");
	}

	@Test
	void whatABodyRefersToCountsAsAPartOfIt() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/").body("x"));
		byte[] stored = "x".repeat(40).getBytes(StandardCharsets.US_ASCII);
		Mono<Void> twice = this.memory.filter(exchange, (entered) -> Mono.fromRunnable(() -> {
			RequestBody.takeMore(stored, entered.getRequest());
			RequestBody.takeMore(stored, entered.getRequest());
		}));
		twice.block(LIMIT);
		twice.block(LIMIT);
		Mono<Void> thrice = this.memory.filter(exchange, (entered) -> Mono.fromRunnable(() -> {
			for (int times = 0; times < 3; times++) {
				RequestBody.takeMore(stored, entered.getRequest());
			}
		}));
		assertThat(catchThrowableOfType(ShimmyException.class, () -> thrice.block(LIMIT))).hasMessageContaining("-Xmx");
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
