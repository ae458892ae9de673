package io.github.shimmy4j.autoconfigure.chat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TurnsTests {

	private static final ServerEndpoint SERVER = new ServerEndpoint(URI.create("http://127.0.0.1:9/v1"), null, "m", "m",
			ServerCapabilities.OPENAI, TokenCounter.UNAVAILABLE);

	private final Turns turns = new Turns();

	private CompletableFuture<ServerUse> enter(int limit) {
		CompletableFuture<ServerUse> waiter = new CompletableFuture<>();
		this.turns.enter(SERVER, limit, waiter);
		return waiter;
	}

	@Test
	void asManyAsTheLimitEnterAndTheOthersInTheOrderInWhichTheyCame() {
		CompletableFuture<ServerUse> first = enter(2);
		CompletableFuture<ServerUse> second = enter(2);
		CompletableFuture<ServerUse> third = enter(2);
		CompletableFuture<ServerUse> fourth = enter(2);
		assertThat(this.turns.inFlight()).isEqualTo(2);
		assertThat(this.turns.waiting()).isEqualTo(2);
		second.join().close();
		assertThat(third).isCompleted();
		assertThat(fourth).isNotDone();
		first.join().close();
		assertThat(fourth).isCompleted();
	}

	@Test
	void whoeverHasGivenUpIsPassedOver() {
		CompletableFuture<ServerUse> first = enter(1);
		CompletableFuture<ServerUse> second = enter(1);
		CompletableFuture<ServerUse> third = enter(1);
		second.cancel(false);
		assertThat(this.turns.waiting()).isOne();
		first.join().close();
		assertThat(third).isCompleted();
		assertThat(this.turns.inFlight()).isOne();
	}

	@Test
	void useThatIsClosedTwiceFreesOnePlace() {
		CompletableFuture<ServerUse> first = enter(1);
		first.join().close();
		first.join().close();
		assertThat(this.turns.inFlight()).isZero();
		enter(1);
		assertThat(enter(1)).isNotDone();
	}

	@Test
	void oneTooManyIsRefusedAndTheOthersWaitOn() {
		enter(1);
		List<CompletableFuture<ServerUse>> waiting = new ArrayList<>();
		for (int i = 0; i < Turns.MAX_WAITING; i++) {
			waiting.add(enter(1));
		}
		assertThat(enter(1)).isCompletedExceptionally()
			.failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ShimmyException.class,
					(failure) -> assertThat(failure.code()).isEqualTo(ShimmyErrorCode.OVERLOADED));
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
		waiting.get(0).cancel(false);
		assertThat(enter(1)).isNotDone();
	}

}
