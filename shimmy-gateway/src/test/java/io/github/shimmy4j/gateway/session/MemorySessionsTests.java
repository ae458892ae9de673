package io.github.shimmy4j.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.admission.TooManyRequestsException;
import io.github.shimmy4j.gateway.session.SessionStore.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Fault G7: the memory is bounded, and nothing in use leaves it. */
class MemorySessionsTests {

	private static final Duration IDLE = Duration.ofMinutes(30);

	private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

	private final AtomicLong now = new AtomicLong();

	private MemorySessions store(int count, DataSize size) {
		return new MemorySessions(new GatewayProperties.Session(count, IDLE, size),
				() -> START.plusNanos(this.now.get()), this.now::get);
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	static SessionKey key(String id) {
		return new SessionKey("", id);
	}

	static StoredMessage message(String text) {
		return StoredMessage.of(JsonMapper.shared().createObjectNode().put("role", "user").put("content", text));
	}

	/** One request whose answer is stored. */
	static void turn(SessionStore store, SessionKey key, String text) {
		try (Lease lease = store.open(key)) {
			add(lease, text);
		}
	}

	private static void add(Lease lease, String text) {
		Session session = lease.session();
		List<StoredMessage> messages = new ArrayList<>(session.messages());
		messages.add(message(text));
		lease.store(session.with(messages, session.usage()));
	}

	private static List<String> kept(SessionStore store, String... ids) {
		return List.of(ids).stream().filter((id) -> store.find(key(id)).isPresent()).toList();
	}

	@ParameterizedTest
	@CsvSource({ "0, 30m, 1MB, max-count", "100001, 30m, 1MB, max-count", "1, 0s, 1MB, idle-timeout",
			"1, 30m, 1B, max-size", "1, 30m, 17GB, max-size" })
	void wrongLimitIsRefusedByItsKey(int count, String idle, String size, String key) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(
				() -> new GatewayProperties.Session(count, DurationStyle.detectAndParse(idle), DataSize.parse(size)))
			.withMessageContaining("shimmy.gateway.session." + key);
	}

	@Test
	void turnsAreKeptWithTheirTimes() {
		MemorySessions store = store(2, DataSize.ofMegabytes(1));
		turn(store, key("a"), "One");
		pass(Duration.ofMinutes(5));
		turn(store, key("a"), "Two");
		Session found = store.find(key("a")).orElseThrow();
		assertThat(found.messages()).extracting((message) -> message.json().path("content").asString())
			.containsExactly("One", "Two");
		assertThat(found.created()).isEqualTo(START);
		assertThat(found.lastUsed()).isEqualTo(START.plus(Duration.ofMinutes(5)));
	}

	@Test
	void sessionThatIsIdleForTooLongIsForgottenAlsoWithoutASweep() {
		MemorySessions store = store(2, DataSize.ofMegabytes(1));
		turn(store, key("a"), "One");
		pass(IDLE);
		assertThat(kept(store, "a")).containsExactly("a");
		pass(Duration.ofNanos(1));
		assertThat(kept(store, "a")).isEmpty();
		assertThat(store.remove(key("a"))).isFalse();
		try (Lease lease = store.open(key("a"))) {
			assertThat(lease.session().messages()).isEmpty();
		}
	}

	/** Before, an answer that takes longer than the limit would have lost its session. */
	@Test
	void sessionInUseNeitherExpiresNorGivesWay() {
		MemorySessions store = store(1, DataSize.ofKilobytes(1));
		turn(store, key("a"), "One");
		try (Lease lease = store.open(key("a"))) {
			pass(IDLE.multipliedBy(3));
			store.sweep();
			assertThat(kept(store, "a")).containsExactly("a");
			assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> store.open(key("b")))
				.withMessageContaining("shimmy.gateway.session.max-count");
			add(lease, "Two");
		}
		pass(IDLE);
		assertThat(store.find(key("a")).orElseThrow().messages()).hasSize(2);
	}

	@Test
	void sessionInUseByTwoIsInUseUntilTheSecondHasEnded() {
		MemorySessions store = store(1, DataSize.ofMegabytes(1));
		Lease first = store.open(key("a"));
		try (Lease second = store.open(key("a"))) {
			first.close();
			first.close();
			assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> store.open(key("b")));
			add(second, "One");
		}
		turn(store, key("b"), "Two");
		assertThat(kept(store, "a", "b")).containsExactly("b");
	}

	@Test
	void leastRecentlyUsedLeavesForANewOne() {
		MemorySessions store = store(2, DataSize.ofMegabytes(1));
		turn(store, key("a"), "One");
		turn(store, key("b"), "One");
		turn(store, key("a"), "Two");
		store.find(key("b"));
		turn(store, key("c"), "One");
		assertThat(kept(store, "a", "b", "c")).containsExactly("a", "c");
	}

	@Test
	void keyWithTheMostSessionsGivesWay() {
		MemorySessions store = store(3, DataSize.ofMegabytes(1));
		SessionKey quiet = new SessionKey("quiet", "chat");
		turn(store, quiet, "One");
		for (int number = 0; number < 50; number++) {
			turn(store, new SessionKey("busy", "run-" + number), "One");
		}
		assertThat(store.find(quiet)).isPresent();
		assertThat(store.count()).isEqualTo(3);
	}

	@Test
	void keysHaveSessionsOfTheirOwn() {
		MemorySessions store = store(3, DataSize.ofMegabytes(1));
		turn(store, new SessionKey("one", "chat"), "One");
		assertThat(store.find(new SessionKey("two", "chat"))).isEmpty();
		assertThat(store.remove(new SessionKey("two", "chat"))).isFalse();
		assertThat(store.remove(new SessionKey("one", "chat"))).isTrue();
		assertThat(store.count()).isZero();
	}

	@Test
	void bytesAreBoundedAndTheLastUsedStays() {
		MemorySessions store = store(100, DataSize.ofKilobytes(2));
		for (int number = 0; number < 40; number++) {
			turn(store, key("a" + number), "x".repeat(500));
			assertThat(store.bytes()).isLessThanOrEqualTo(2048);
		}
		assertThat(kept(store, "a36", "a37", "a38", "a39")).containsExactly("a37", "a38", "a39");
		turn(store, key("large"), "x".repeat(5000));
		assertThat(kept(store, "a39", "large")).containsExactly("large");
		turn(store, key("small"), "x");
		assertThat(kept(store, "large", "small")).containsExactly("small");
	}

	@Test
	void removedSessionStaysRemovedWhenItsAnswerEnds() {
		MemorySessions store = store(2, DataSize.ofMegabytes(1));
		turn(store, key("a"), "One");
		try (Lease lease = store.open(key("a"))) {
			assertThat(store.remove(key("a"))).isTrue();
			turn(store, key("a"), "New");
			add(lease, "Two");
		}
		assertThat(store.find(key("a")).orElseThrow().messages()).hasSize(1);
		assertThat(store.count()).isEqualTo(1);
	}

	@Test
	void sessionWithoutAnAnswerIsNotKept() {
		MemorySessions store = store(2, DataSize.ofMegabytes(1));
		try (Lease lease = store.open(key("a"))) {
			assertThat(lease.session().messages()).isEmpty();
			assertThat(store.find(key("a"))).isEmpty();
		}
		assertThat(store.count()).isZero();
	}

	@Test
	void expiredSessionsAreSweptUntilTheStoreIsClosed() {
		VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
		MemorySessions store = store(10, DataSize.ofMegabytes(1));
		store.start(scheduler);
		turn(store, key("a"), "One");
		pass(IDLE.plusSeconds(1));
		assertThat(store.count()).isEqualTo(1);
		scheduler.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(store.count()).isZero();
		assertThat(store.bytes()).isZero();
		store.close();
		turn(store, key("b"), "One");
		pass(IDLE.plusSeconds(1));
		scheduler.advanceTimeBy(Duration.ofMinutes(5));
		assertThat(store.count()).isEqualTo(1);
	}

	@Test
	void threadsLoseNoTurnAndLeaveNoUse() throws Exception {
		MemorySessions store = store(1000, DataSize.ofMegabytes(16));
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				SessionKey own = key("own-" + thread);
				all.add(threads.submit(() -> {
					for (int number = 0; number < 200; number++) {
						turn(store, own, "Turn " + number);
						store.open(key("shared")).close();
						store.sweep();
					}
				}));
			}
			for (Future<?> each : all) {
				each.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		for (int thread = 0; thread < 8; thread++) {
			assertThat(store.find(key("own-" + thread)).orElseThrow().messages()).hasSize(200);
		}
		pass(IDLE.plusSeconds(1));
		store.sweep();
		assertThat(store.count()).as("sessions that are still in use").isZero();
		assertThat(store.bytes()).isZero();
	}

}
