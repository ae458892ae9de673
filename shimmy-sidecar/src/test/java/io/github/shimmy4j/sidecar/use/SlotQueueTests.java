package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SlotQueueTests {

	private final SlotQueue<String> slots = new SlotQueue<>();

	private CompletableFuture<String> enter(int limit) {
		CompletableFuture<String> waiter = new CompletableFuture<>();
		this.slots.add(waiter);
		grant(limit);
		return waiter;
	}

	private void grant(int limit) {
		this.slots.grant(limit, () -> "a slot");
	}

	private void release(int limit) {
		this.slots.release();
		grant(limit);
	}

	@Test
	void asManyAsTheLimitEnterAndTheOthersInTheOrderInWhichTheyCame() {
		CompletableFuture<String> first = enter(2);
		CompletableFuture<String> second = enter(2);
		CompletableFuture<String> third = enter(2);
		CompletableFuture<String> fourth = enter(2);
		assertThat(first).isCompletedWithValue("a slot");
		assertThat(second).isCompleted();
		assertThat(this.slots.inFlight()).isEqualTo(2);
		assertThat(this.slots.waiting()).isEqualTo(2);
		release(2);
		assertThat(third).isCompleted();
		assertThat(fourth).isNotDone();
		release(2);
		assertThat(fourth).isCompleted();
	}

	@Test
	void whoeverHasGivenUpIsPassedOver() {
		enter(1);
		CompletableFuture<String> second = enter(1);
		CompletableFuture<String> third = enter(1);
		second.cancel(false);
		assertThat(this.slots.waiting()).isOne();
		release(1);
		assertThat(third).isCompleted();
		assertThat(this.slots.inFlight()).isOne();
	}

	@Test
	void oneTooManyIsRefusedAndTheOthersWaitOn() {
		enter(1);
		List<CompletableFuture<String>> waiting = new ArrayList<>();
		for (int i = 0; i < SlotQueue.MAX_WAITING; i++) {
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

	@Test
	void slotsOfAServerThatIsGoneAreGrantedAnewInTheSameOrder() {
		enter(1);
		CompletableFuture<String> second = enter(1);
		CompletableFuture<String> third = enter(1);
		this.slots.clear();
		grant(1);
		assertThat(second).isCompleted();
		assertThat(third).isNotDone();
	}

	@Test
	void failureEndsTheWaitOfEverybody() {
		CompletableFuture<String> first = enter(1);
		CompletableFuture<String> second = enter(1);
		this.slots.fail(new IllegalStateException("stopped"));
		assertThat(first).isCompleted();
		assertThat(second).isCompletedExceptionally();
		assertThat(this.slots.waiting()).isZero();
	}

}
