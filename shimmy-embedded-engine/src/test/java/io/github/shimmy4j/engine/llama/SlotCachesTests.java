package io.github.shimmy4j.engine.llama;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.engine.llama.SlotCaches.SlotCache;

import static org.assertj.core.api.Assertions.assertThat;

class SlotCachesTests {

	private final SlotCaches slots = new SlotCaches(3);

	@Test
	void takeGivesTheSlotThatHasMostOfThePrompt() {
		use(1, 2, 3);
		use(1, 2, 3, 4, 5);
		use(7);
		SlotCache slot = this.slots.take(new int[] { 1, 2, 3, 4, 9 });
		assertThat(slot.cachedPrefix(new int[] { 1, 2, 3, 4, 9 })).isEqualTo(4);
		assertThat(slot.cachedPrefix(new int[] { 1, 2, 3, 4, 5 })).isEqualTo(5);
		assertThat(slot.cachedPrefix(new int[] { 1, 2 })).isEqualTo(2);
	}

	@Test
	void takeOfAnUnknownPromptGivesTheSlotUnusedForLongest() {
		int first = use(1);
		int second = use(2);
		int third = use(3);
		assertThat(new int[] { use(4), use(5), use(6) }).containsExactly(first, second, third);
	}

	/** All prompts of a template begin alike. */
	@Test
	void takeOfAPromptThatOnlyBeginsLikeATalkLeavesTheTalkAlone() {
		int talk = use(1, 2, 3, 4, 5, 6, 7);
		assertThat(use(1, 2, 9)).isNotEqualTo(talk);
		assertThat(use(1, 2, 3, 4, 5, 6, 7, 8)).isEqualTo(talk);
	}

	/** Issue 15: one answer at a time, and talks whose turns come one after the other. */
	@Test
	void takeOfAsManyTalksAsSlotsGivesEachItsOwnTurnAfterTurn() {
		int[] first = { use(1, 1), use(2, 2), use(3, 3) };
		assertThat(new int[] { use(3, 3, 3), use(1, 1, 1), use(2, 2, 2) }).containsExactly(first[2], first[0],
				first[1]);
		assertThat(new int[] { use(2, 2, 2, 2), use(3, 3, 3, 3), use(1, 1, 1, 1) }).containsExactly(first[1], first[2],
				first[0]);
	}

	/** Two answers to one talk at a time. */
	@Test
	void takeWhenTheBestSlotIsTakenGivesTheOneUnusedForLongest() {
		use(1, 1);
		int other = use(2, 2);
		use(3, 3);
		SlotCache best = this.slots.take(new int[] { 1, 1, 1 });
		assertThat(this.slots.take(new int[] { 1, 1, 1 }).id()).isEqualTo(other).isNotEqualTo(best.id());
	}

	@Test
	void takeWhenNoneIsFreeWaits() throws Exception {
		SlotCache one = this.slots.take(new int[0]);
		this.slots.take(new int[0]);
		this.slots.take(new int[0]);
		CompletableFuture<Integer> waiting = new CompletableFuture<>();
		Thread thread = new Thread(() -> waiting.complete(this.slots.take(new int[0]).id()));
		thread.start();
		Eventually.holds(Duration.ofSeconds(10), () -> thread.getState() == Thread.State.WAITING,
				() -> thread.getState().toString());
		this.slots.giveBack(one);
		assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(one.id());
	}

	@Test
	void interruptOfOneThatWaitsIsKept() throws Exception {
		for (int slot = 0; slot < 3; slot++) {
			this.slots.take(new int[0]);
		}
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.slots.take(new int[0]);
			}
			catch (IllegalStateException ex) {
				interrupted.complete(Thread.currentThread().isInterrupted());
			}
		});
		thread.start();
		thread.interrupt();
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
	}

	private int use(int... prompt) {
		SlotCache slot = this.slots.take(prompt);
		slot.store(prompt);
		this.slots.giveBack(slot);
		return slot.id();
	}

}
