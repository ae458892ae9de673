package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.bucket4j.TimeMeter;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link FairUses}. */
class FairUsesTests {

	private static final ShimmyException NOT_RUNNING = new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "off");

	private final ScriptedServer server = new ScriptedServer();

	private final FairUses uses = uses(64, 0);

	@Test
	void grantedUseIsThatOfTheServer() {
		CompletableFuture<ServerUse> use = use(Callers.ANNA);
		this.server.grant();
		ServerUse granted = use.join();
		granted.reading(Duration.ofSeconds(1));
		granted.progressed();
		granted.succeeded();
		granted.failed(NOT_RUNNING);
		ScriptedServer.Use real = this.server.newest();
		assertThat(real.told).containsExactly("reading PT1S", "progressed", "succeeded", "failed NOT_RUNNING");
		assertThat(granted.endpoint()).isSameAs(real.endpoint());
		assertThat(granted.lost()).isSameAs(real.lost());
		granted.close();
		assertThat(real.closed).isTrue();
	}

	@Test
	void sourceOfACallerDescribesTheServer() {
		UseSource source = this.uses.of(Callers.ANNA);
		source.use();
		source.use();
		assertThat(source.queue())
			.isEqualTo("1 requests have a turn and 1 wait for one; 0 calls are under way and 0 wait");
		assertThat(source.lossNotice()).isEqualTo(this.server.lossNotice());
		assertThat(source.outputTail()).containsExactly("last line");
	}

	@Test
	void serverSaysHowManyTurnsThereAre() {
		use(Callers.ANNA);
		use(Callers.ANNA);
		use(Callers.ANNA);
		assertThat(this.server.awaited()).as("asked of an unknown server").isEqualTo(1);
		this.server.grant();
		assertThat(this.server.awaited()).as("asked of a server with two slots").isEqualTo(1);
		this.server.grant();
		assertThat(this.uses.state().waiting()).isEqualTo(1);
	}

	@Test
	void serverWithoutALimitKeepsNobodyWaiting() {
		this.server.becomes(ServerCapabilities.OPENAI);
		IntStream.range(0, 60).forEach((number) -> use(Callers.ANNA));
		this.server.grant();
		assertThat(this.server.awaited()).isEqualTo(59);
	}

	@Test
	void configuredLimitWinsOverTheServers() {
		this.server.becomes(ServerCapabilities.OPENAI);
		this.server.grantAtOnce();
		FairUses three = uses(64, 3);
		IntStream.range(0, 10).forEach((number) -> three.of(Callers.ANNA).use());
		assertThat(this.server.inUse()).isEqualTo(3);
	}

	@Test
	void closingAUseStartsTheNextCallersRequest() {
		this.server.grantAtOnce();
		FairUses one = uses(64, 1);
		CompletableFuture<ServerUse> first = one.of(Callers.ANNA).use();
		CompletableFuture<ServerUse> second = one.of(Callers.ANNA).use();
		CompletableFuture<ServerUse> other = one.of(Callers.BORA).use();
		first.join().close();
		assertThat(other).isNotDone();
		second.join().close();
		assertThat(other).isDone();
	}

	@Test
	void fullQueueRefusesAtOnceAndDoesNotCountForTheRate() {
		FairUses small = uses(1, 1);
		Caller limited = Callers.caller("editor", 0, 3);
		List<CompletableFuture<ServerUse>> answers = Stream.generate(() -> small.of(limited).use()).limit(10).toList();
		assertThat(answers.subList(0, 2)).noneMatch(CompletableFuture::isDone);
		assertThat(answers.subList(2, 10)).allSatisfy((answer) -> assertThat(answer).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(TooManyRequestsException.class)
			.withMessage("1 requests wait already (shimmy.gateway.queue.size)"));
		answers.get(1).cancel(false);
		assertThat(small.of(limited).use()).isNotDone();
		answers.get(0).cancel(false);
		assertThat(small.of(limited).use()).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withMessageContaining("The key 'editor' may send 3 requests per minute");
	}

	@Test
	void callerThatLeavesTheQueueIsNeverServed() {
		this.server.grantAtOnce();
		FairUses one = uses(64, 1);
		CompletableFuture<ServerUse> first = one.of(Callers.ANNA).use();
		CompletableFuture<ServerUse> second = one.of(Callers.ANNA).use();
		CompletableFuture<ServerUse> third = one.of(Callers.ANNA).use();
		assertThat(one.place(third)).contains(new Place(2, null));
		second.cancel(false);
		assertThat(one.place(third)).contains(new Place(1, null));
		first.join().close();
		assertThat(third).isDone();
		assertThat(one.place(third)).isEmpty();
		assertThat(one.place(new CompletableFuture<>())).isEmpty();
	}

	@Test
	void callerThatLeavesDuringItsTurnGivesBackTheServersWait() {
		CompletableFuture<ServerUse> first = use(Callers.ANNA);
		CompletableFuture<ServerUse> second = use(Callers.BORA);
		assertThat(this.server.awaited()).isEqualTo(1);
		first.cancel(false);
		assertThat(this.server.awaited()).isEqualTo(1);
		this.server.grant();
		assertThat(second).isDone();
		assertThat(this.server.inUse()).isEqualTo(1);
	}

	@Test
	void timeoutOfTheCallerEndsItsWait() {
		CompletableFuture<ServerUse> first = use(Callers.ANNA).orTimeout(1, TimeUnit.NANOSECONDS);
		assertThat(first).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(TimeoutException.class);
		use(Callers.BORA);
		assertThat(this.server.awaited()).isEqualTo(1);
		assertThat(this.uses.state().turns()).isEqualTo(1);
	}

	@Test
	void useThatIsGrantedTooLateIsClosed() {
		AtomicInteger closed = new AtomicInteger();
		CompletableFuture<ServerUse> answer = new CompletableFuture<>() {
			@Override
			public boolean cancel(boolean mayInterrupt) {
				// The server grants the use just before it could be cancelled.
				ScriptedServer granting = new ScriptedServer();
				granting.grantAtOnce();
				complete(granting.use().join());
				closed.set(granting.inUse());
				return false;
			}
		};
		ScriptedServer slow = new ScriptedServer();
		FairUses late = new FairUses(new UseSource() {
			@Override
			public CompletableFuture<ServerUse> use() {
				return answer;
			}

			@Override
			public String queue() {
				return slow.queue();
			}

			@Override
			public Duration lossNotice() {
				return slow.lossNotice();
			}

			@Override
			public List<String> outputTail() {
				return slow.outputTail();
			}
		}, 64, 1, new CallerRates(TimeMeter.SYSTEM_NANOTIME), System::nanoTime);
		late.of(Callers.ANNA).use().cancel(false);
		assertThat(closed).hasValue(0);
		assertThat(late.state().turns()).isZero();
	}

	@Test
	void failureOfTheServerReachesEveryWaiter() {
		List<CompletableFuture<ServerUse>> answers = Stream.generate(() -> use(Callers.ANNA)).limit(10).toList();
		this.server.failAtOnce(NOT_RUNNING);
		this.server.fail(new CompletionException(NOT_RUNNING));
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isSameAs(NOT_RUNNING));
		assertThat(this.uses.state().turns()).isZero();
		this.server.failAtOnce(null);
		CompletableFuture<ServerUse> later = use(Callers.ANNA);
		this.server.grant();
		assertThat(later).isCompleted();
	}

	@Test
	void longQueueThatFailsAtOnceDoesNotOverflowTheStack() {
		FairUses large = uses(100_000, 0);
		List<CompletableFuture<ServerUse>> answers = Stream.generate(() -> large.of(Callers.ANNA).use())
			.limit(50_000)
			.toList();
		this.server.failAtOnce(NOT_RUNNING);
		this.server.fail(NOT_RUNNING);
		assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(large.state().turns()).isZero();
	}

	@Test
	void lostServerGivesBackItsTurnsAtOnce() {
		CompletableFuture<ServerUse> first = use(Callers.ANNA);
		this.server.grant();
		CompletableFuture<ServerUse> second = use(Callers.ANNA);
		this.server.grant();
		use(Callers.ANNA);
		assertThat(this.uses.state().waiting()).isEqualTo(1);
		this.server.lose();
		assertThat(this.uses.state().waiting()).isZero();
		assertThat(this.uses.state().turns()).isEqualTo(1);
		first.join().close();
		second.join().close();
		assertThat(this.uses.state().turns()).isEqualTo(1);
		assertThat(this.server.inUse()).isZero();
	}

	@Test
	void usesOfOneServerDoNotPileUpObservers() {
		this.server.grantAtOnce();
		for (int number = 0; number < 1000; number++) {
			use(Callers.ANNA).join().close();
		}
		assertThat(this.server.observers()).isEqualTo(1);
	}

	@Test
	void requestThatAnAnswerSendsIsServedToo() {
		this.server.grantAtOnce();
		FairUses one = uses(64, 1);
		List<String> served = new ArrayList<>();
		CompletableFuture<Void> chain = one.of(Callers.ANNA).use().thenCompose((use) -> {
			served.add("first");
			use.close();
			return one.of(Callers.ANNA).use();
		}).thenAccept((use) -> {
			served.add("second");
			use.close();
		});
		assertThat(chain).isCompleted();
		assertThat(served).containsExactly("first", "second");
	}

	private CompletableFuture<ServerUse> use(Caller caller) {
		return this.uses.of(caller).use();
	}

	private FairUses uses(int size, int maxConcurrent) {
		return new FairUses(this.server, size, maxConcurrent, new CallerRates(TimeMeter.SYSTEM_NANOTIME),
				System::nanoTime);
	}

}
