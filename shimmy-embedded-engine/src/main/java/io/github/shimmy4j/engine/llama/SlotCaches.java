package io.github.shimmy4j.engine.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Knows which tokens each of llama.cpp's slots has read, and gives a prompt the slot that
 * has most of it. llama.cpp would choose by itself, but a prompt that is read in several
 * parts has to stay in one slot; and its own way takes time in proportion to the product
 * of two lengths, during which nobody's answer goes on. Safe for several threads.
 */
final class SlotCaches {

	private final List<SlotCache> free = new ArrayList<>();

	/**
	 * Slots that have read nothing.
	 * @param slots how many
	 */
	SlotCaches(int slots) {
		for (int id = 0; id < slots; id++) {
			this.free.add(new SlotCache(id));
		}
	}

	/** Takes the free slot that saves most reading, else the one unused for longest. */
	synchronized SlotCache take(int[] prompt) {
		try {
			while (this.free.isEmpty()) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", ex);
		}
		// The first of equals is the one that was given back first.
		SlotCache best = this.free.stream()
			.max(Comparator.<SlotCache>comparingInt((slot) -> slot.gain(prompt))
				.thenComparingInt((slot) -> -this.free.indexOf(slot)))
			.orElseThrow();
		this.free.remove(best);
		return best;
	}

	/** Gives a slot back. */
	synchronized void giveBack(SlotCache slot) {
		this.free.add(slot);
		notifyAll();
	}

	/** One slot, used by one thread at a time. */
	static final class SlotCache {

		private final int id;

		private int[] tokens = {};

		SlotCache(int id) {
			this.id = id;
		}

		int id() {
			return this.id;
		}

		/** How many tokens of a prompt, from its beginning, it has read. */
		int shared(int[] prompt) {
			int mismatch = Arrays.mismatch(this.tokens, prompt);
			return (mismatch < 0) ? prompt.length : mismatch;
		}

		/**
		 * How much reading it saves. As in llama.cpp, less than half of what it has does
		 * not count: all prompts begin alike, and the rest of another talk would be lost.
		 */
		private int gain(int[] prompt) {
			int shared = shared(prompt);
			return (2 * shared > this.tokens.length) ? shared : 0;
		}

		/** Notes what it has read now. */
		void hold(int[] read) {
			this.tokens = read;
		}

	}

}
