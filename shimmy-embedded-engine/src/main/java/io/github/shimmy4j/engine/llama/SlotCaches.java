package io.github.shimmy4j.engine.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Knows the tokens that each of llama.cpp's slots has cached, and chooses the slot with
 * the longest cached prefix for a prompt. llama.cpp cannot choose: a prompt that is read
 * in parts must stay in one slot, and its own search takes time in proportion to the
 * product of two lengths, during which no answer proceeds. Safe for several threads.
 */
final class SlotCaches {

	private final List<SlotCache> free = new ArrayList<>();

	/** Slots with empty caches. */
	SlotCaches(int slots) {
		for (int id = 0; id < slots; id++) {
			this.free.add(new SlotCache(id));
		}
	}

	/** Takes the free slot with the longest useful prefix, or the least recently used. */
	synchronized SlotCache take(int[] prompt) {
		try {
			while (this.free.isEmpty()) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while waiting for a slot", ex);
		}
		// The slot that was given back first wins a tie.
		SlotCache best = this.free.stream()
			.max(Comparator.<SlotCache>comparingInt((slot) -> slot.usefulPrefix(prompt))
				.thenComparingInt((slot) -> -this.free.indexOf(slot)))
			.orElseThrow();
		this.free.remove(best);
		return best;
	}

	synchronized void giveBack(SlotCache slot) {
		this.free.add(slot);
		notifyAll();
	}

	/** The cache of one slot. Used by one thread at a time. */
	static final class SlotCache {

		private final int id;

		private int[] tokens = {};

		SlotCache(int id) {
			this.id = id;
		}

		int id() {
			return this.id;
		}

		/** The number of tokens of the prompt's longest cached prefix. */
		int cachedPrefix(int[] prompt) {
			int mismatch = Arrays.mismatch(this.tokens, prompt);
			return (mismatch < 0) ? prompt.length : mismatch;
		}

		/**
		 * The cached prefix, or 0 if it is not more than half of the cache, as in
		 * llama.cpp: all prompts begin alike, and the cache of another chat would be
		 * lost.
		 */
		private int usefulPrefix(int[] prompt) {
			int prefix = cachedPrefix(prompt);
			return (2 * prefix > this.tokens.length) ? prefix : 0;
		}

		/** Replaces the cached tokens. */
		void store(int[] tokens) {
			this.tokens = tokens;
		}

	}

}
