package io.github.shimmy4j.gateway.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.gateway.http.RequestLogEntry;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

class IdleExitTests {

	private static final Duration LIMIT = Duration.ofMinutes(30);

	private final AtomicLong now = new AtomicLong();

	private final AtomicInteger underWay = new AtomicInteger();

	private final AtomicInteger exits = new AtomicInteger();

	private final HeldTasks tasks = new HeldTasks();

	private final IdleExit idle = new IdleExit(LIMIT, this.underWay::get, this.now::get, this.tasks,
			this.exits::incrementAndGet);

	@AfterEach
	void end() {
		this.idle.end();
	}

	@Test
	void unusedDaemonEnds() {
		this.idle.begin();
		this.tasks.runNext(LIMIT);
		assertThat(this.exits).hasValue(1);
	}

	@Test
	void requestBeginsTheTimeAnew() {
		this.idle.begin();
		this.now.addAndGet(Duration.ofMinutes(29).toNanos());
		this.idle.ended(entry("POST"), exchange());
		this.tasks.runNext(Duration.ofMinutes(1));
		assertThat(this.exits).hasValue(0);
		this.tasks.runNext(Duration.ofMinutes(29));
		assertThat(this.exits).hasValue(1);
	}

	@Test
	void watchersDoNotKeepItAlive() {
		this.idle.begin();
		this.now.addAndGet(Duration.ofMinutes(29).toNanos());
		this.idle.ended(entry("GET"), exchange());
		this.tasks.runNext(Duration.ofMinutes(1));
		assertThat(this.exits).hasValue(1);
	}

	@Test
	void requestUnderWayKeepsItAlive() {
		this.idle.begin();
		this.underWay.set(1);
		this.tasks.runNext(LIMIT);
		this.underWay.set(0);
		assertThat(this.exits).hasValue(0);
		this.tasks.runNext(LIMIT);
		assertThat(this.exits).hasValue(1);
	}

	@Test
	void zeroNeverEndsIt() {
		IdleExit never = new IdleExit(Duration.ZERO, this.underWay::get, this.now::get, this.tasks,
				this.exits::incrementAndGet);
		never.begin();
		assertThat(this.tasks.held).isEmpty();
	}

	private static RequestLogEntry entry(String method) {
		return new RequestLogEntry(Instant.EPOCH, method, "/v1/models", "models", 200, RequestLogEntry.Outcome.ANSWERED,
				null, null, false, null, null, null, Duration.ZERO, Usage.UNKNOWN, null);
	}

	private static MockServerWebExchange exchange() {
		return MockServerWebExchange.from(MockServerHttpRequest.get("/v1/models"));
	}

	/** Runs its tasks when the test says so. */
	private final class HeldTasks extends ScheduledThreadPoolExecutor {

		private final Deque<Runnable> held = new ArrayDeque<>();

		HeldTasks() {
			super(0);
		}

		@Override
		public ScheduledFuture<?> schedule(Runnable task, long time, TimeUnit unit) {
			this.held.add(task);
			return null;
		}

		void runNext(Duration expected) {
			IdleExitTests.this.now.addAndGet(expected.toNanos());
			this.held.remove().run();
		}

	}

}
