package io.github.shimmy4j.gateway.session;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.session.SessionStore.Lease;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits of sessions, and a long one, on a gateway with a store and a clock of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionLimitsTests {

	private static final Duration IDLE = Duration.ofMinutes(30);

	private final AtomicLong now = new AtomicLong();

	private final MemorySessions store = new MemorySessions(
			new GatewayProperties.Session(3, IDLE, DataSize.ofKilobytes(64)), InstantSource.system(), this.now::get);

	private final WatchedStore watched = new WatchedStore(this.store);

	private FakeGateway gateway;

	/** The common pool of a small machine would send one request at a time. */
	private final ExecutorService threads = Executors.newCachedThreadPool();

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		Path model = TestModel.writeWithTemplate(directory.resolve("large").resolve(FakeGateway.MODEL + ".gguf"),
				"llama", "{{ messages }}", 16384);
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.llamaServer(),
				(context) -> context.registerBean(SessionStore.class, () -> this.watched), "shimmy.model=" + model,
				"shimmy.context-size=16384", "shimmy.chat.idle-timeout=5s", "shimmy.gateway.session.max-size=64KB",
				"shimmy.gateway.queue.size=1", "shimmy.chat.max-concurrent=4");
	}

	@AfterAll
	void stop() {
		this.threads.shutdownNow();
		this.gateway.close();
	}

	@AfterEach
	void storeIsCalledOnThreadsThatMayBlock() {
		assertThat(this.watched.eventLoops).isEmpty();
	}

	private HttpResponse<String> chat(String id, String question, String... fields) {
		return this.gateway.post("/v1/chat/completions", FakeGateway.body(question, fields), SessionKey.HEADER, id);
	}

	private int status(String id) {
		return this.gateway.get("/v1/session/" + id).statusCode();
	}

	@Test
	void twoHundredTurnsAreKept() {
		for (int turn = 0; turn < 200; turn++) {
			HttpResponse<String> answer = chat("long", "Repeat after me: word " + turn,
					"\"stream\":" + (turn % 2 == 0));
			assertThat(answer.statusCode()).as("turn %d: %s", turn, answer.body()).isEqualTo(200);
			assertThat(answer.headers().firstValueAsLong(SessionRequests.MESSAGES)).hasValue(2 * turn);
		}
		List<String> messages = SessionChatTests.texts(this.gateway.document("/v1/session/long").path("messages"));
		assertThat(messages).hasSize(400);
		assertThat(messages.get(398)).isEqualTo("user: Repeat after me: word 199");
		assertThat(messages.get(399)).isEqualTo("assistant: word 199");
		assertThat(messages.get(1)).isEqualTo("assistant: word 0");
	}

	@Test
	void idleSessionIsForgottenAndOneInUseIsNot() {
		assertThat(chat("idle", "Hello").statusCode()).isEqualTo(200);
		this.gateway.faults("token-delay=100ms");
		CompletableFuture<HttpResponse<String>> running = CompletableFuture
			.supplyAsync(() -> chat("used", "Repeat after me: a long way to go", "\"stream\":true"), this.threads);
		this.gateway.awaitRequest("a long way to go");
		this.now.addAndGet(IDLE.plusSeconds(1).toNanos());
		this.store.sweep();
		assertThat(status("idle")).isEqualTo(404);
		assertThat(running.join().statusCode()).isEqualTo(200);
		this.gateway.clearFaults();
		assertThat(status("used")).isEqualTo(200);
		HttpResponse<String> anew = chat("idle", "Hello");
		assertThat(anew.headers().firstValue(SessionRequests.MESSAGES)).as("the client can see it").hasValue("0");
	}

	@Test
	void oneMoreSessionReplacesTheOldest() {
		for (String id : List.of("a", "b", "c", "d")) {
			assertThat(chat(id, "Hello").statusCode()).isEqualTo(200);
		}
		assertThat(status("a")).isEqualTo(404);
		assertThat(List.of(status("b"), status("c"), status("d"))).containsOnly(200);
	}

	@Test
	void sessionThatWouldBeTooLargeIsRefusedAndKept() {
		assertThat(chat("large", "x".repeat(40_000), "\"max_tokens\":1").statusCode()).isEqualTo(200);
		HttpResponse<String> refused = chat("large", "x".repeat(40_000), "\"max_tokens\":1");
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
		assertThat(refused.body()).contains("session_too_large", "shimmy.gateway.session.max-size",
				"DELETE /v1/session/large");
		assertThat(this.gateway.document("/v1/session/large").path("messages")).hasSize(2);
	}

	@Test
	void requestsOfABusySessionAreRefusedIfTooManyOrTooLate() {
		// Many quick tokens: the answer takes longer than a request may wait, and a gap
		// between two is far below the limit.
		this.gateway.faults("token-delay=100ms");
		String words = "one two three four five".concat(" more".repeat(75));
		CompletableFuture<HttpResponse<String>> first = CompletableFuture
			.supplyAsync(() -> chat("busy", "Repeat after me: " + words, "\"stream\":true"), this.threads);
		this.gateway.awaitRequest(words);
		CompletableFuture<HttpResponse<String>> second = CompletableFuture.supplyAsync(() -> chat("busy", "Second"),
				this.threads);
		CompletableFuture<HttpResponse<String>> third = CompletableFuture.supplyAsync(() -> chat("busy", "Third"),
				this.threads);
		List<HttpResponse<String>> refused = List.of(second.join(), third.join());
		assertThat(refused).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(429, 503);
		assertThat(refused).allSatisfy((each) -> {
			assertThat(each.headers().firstValueAsLong("retry-after")).isPresent();
			assertThat(each.body()).contains("busy");
		});
		assertThat(first.join().statusCode()).isEqualTo(200);
		this.gateway.clearFaults();
		assertThat(chat("busy", "Hello").headers().firstValue(SessionRequests.MESSAGES)).hasValue("2");
	}

	/** The session is the gateway's, so a new server goes on with it. */
	@Test
	void sessionOutlivesItsServer() {
		assertThat(chat("restart", "Repeat after me: apple").statusCode()).isEqualTo(200);
		this.gateway.faults("crash-during-generation");
		assertThat(chat("restart", "Repeat after me: lost").statusCode()).isGreaterThanOrEqualTo(500);
		this.gateway.awaitReady();
		HttpResponse<String> answer = chat("restart", "Repeat after me: pear");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(SessionChatTests.texts(this.gateway.document("/v1/session/restart").path("messages")))
			.containsExactly("user: Repeat after me: apple", "assistant: apple", "user: Repeat after me: pear",
					"assistant: pear");
	}

	/** The store of an application may be a database that is down. */
	@Test
	void answerIsGivenThoughItsTurnCannotBeStored() {
		assertThat(chat("down", "Repeat after me: apple").statusCode()).isEqualTo(200);
		this.watched.failing = true;
		HttpResponse<String> answer = chat("down", "Repeat after me: pear", "\"stream\":true");
		// Waits for the end of the attempt.
		assertThat(status("down")).isEqualTo(200);
		this.watched.failing = false;
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("[DONE]");
		assertThat(chat("down", "Hello").headers().firstValue(SessionRequests.MESSAGES)).hasValue("2");
	}

	/**
	 * Keeps sessions in another store, cannot store turns on demand, and sees its
	 * threads.
	 */
	private static final class WatchedStore implements SessionStore {

		private final SessionStore store;

		private final Set<String> eventLoops = ConcurrentHashMap.newKeySet();

		private volatile boolean failing;

		WatchedStore(SessionStore store) {
			this.store = store;
		}

		private void called() {
			if (Schedulers.isInNonBlockingThread()) {
				this.eventLoops.add(Thread.currentThread().getName());
			}
		}

		@Override
		public Lease open(SessionKey key) {
			called();
			return new WatchedLease(this, this.store.open(key));
		}

		@Override
		public Optional<Session> find(SessionKey key) {
			called();
			return this.store.find(key);
		}

		@Override
		public boolean remove(SessionKey key) {
			called();
			return this.store.remove(key);
		}

	}

	/** A lease of such a store. */
	private static final class WatchedLease implements Lease {

		private final WatchedStore owner;

		private final Lease lease;

		WatchedLease(WatchedStore owner, Lease lease) {
			this.owner = owner;
			this.lease = lease;
		}

		@Override
		public Session session() {
			this.owner.called();
			return this.lease.session();
		}

		@Override
		public void store(Session next) {
			this.owner.called();
			if (this.owner.failing) {
				throw new IllegalStateException("The database is down");
			}
			this.lease.store(next);
		}

		@Override
		public void close() {
			this.owner.called();
			this.lease.close();
		}

	}

}
