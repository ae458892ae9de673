package io.github.shimmy4j.capability;

import io.github.shimmy4j.text.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The context that a server is given, and what decided it.
 *
 * @param tokens tokens of one request together with its answer; at least 1
 * @param slots number of requests that the server processes at the same time; at least 1
 * @param reason what decided the tokens
 * @param facts what was known when it was decided
 */
public record ContextSize(int tokens, int slots, Reason reason, ContextFacts facts) {

	/**
	 * The largest context that is chosen without a request. A CPU needs minutes to read a
	 * prompt of this size, and a larger cache would lie idle.
	 */
	public static final int LARGEST_CHOSEN = 32_768;

	/**
	 * Tokens that are chosen if a fact is not known. A conversation fits into them.
	 */
	public static final int USUAL = 4_096;

	/**
	 * The smallest context that is chosen, even if memory does not suffice: a chat
	 * template, a question and its answer do not fit into less.
	 */
	public static final int SMALLEST_CHOSEN = 512;

	/**
	 * A chosen context may take one part in so many of the memory. The rest is for
	 * buffers, whose size no header tells, and for other programs.
	 */
	private static final int PARTS = 2;

	/**
	 * Prompts beside the slots may take one part in so many of the memory that the slots
	 * leave.
	 */
	private static final int PROMPT_PARTS = 8;

	/** Some dozen talks of a small model; more are seldom resumed. */
	private static final long MOST_PROMPT_BYTES = 1024 * Bytes.MEBIBYTE;

	public ContextSize {
		if (tokens < 1 || slots < 1) {
			throw new IllegalArgumentException(
					"a context needs at least 1 token and 1 slot, not %d and %d".formatted(tokens, slots));
		}
	}

	/**
	 * Decides the context. An exact size is taken as it is, even if the memory or the
	 * model's training does not suffice. Otherwise the context is what the model was
	 * trained for, at most the requested tokens or else {@link #LARGEST_CHOSEN}, and at
	 * most what half of the memory for the cache holds.
	 * @param requested the wanted context; null to choose
	 * @param facts what is known of the model and the machine
	 * @param wantedSlots most slots. More than one are given only if the memory holds the
	 * whole context for each: half of the memory for a chosen context, all of it for a
	 * requested one. If facts are not known, there is one slot
	 * @return the context
	 */
	public static ContextSize decide(@Nullable ContextRequest requested, ContextFacts facts, int wantedSlots) {
		KvCacheShape cache = facts.cache();
		Long available = facts.availableBytes();
		if (requested != null && !requested.atMost()) {
			int slots = (cache != null && available != null) ? slots(requested.tokens(), cache, available, wantedSlots)
					: 1;
			return new ContextSize(requested.tokens(), slots, Reason.REQUESTED, facts);
		}
		int largest = (requested != null) ? requested.tokens() : LARGEST_CHOSEN;
		if (cache == null || available == null || facts.trainedTokens() == 0) {
			long trained = (facts.trainedTokens() > 0) ? facts.trainedTokens() : USUAL;
			return new ContextSize((int) Math.min(trained, Math.min(USUAL, largest)), 1, Reason.UNKNOWN, facts);
		}
		int wanted = (int) Math.min(facts.trainedTokens(), largest);
		long share = available / PARTS;
		int held = cache.tokensWithin(share, wanted);
		int tokens = Math.max(held, Math.min(SMALLEST_CHOSEN, wanted));
		return new ContextSize(tokens, slots(tokens, cache, share, wantedSlots), reason(tokens, largest, facts), facts);
	}

	private static Reason reason(int tokens, int largest, ContextFacts facts) {
		if (tokens == facts.trainedTokens()) {
			return Reason.TRAINED;
		}
		return (tokens == largest) ? Reason.LARGEST : Reason.MEMORY;
	}

	private static int slots(int tokens, KvCacheShape cache, long bytes, int wanted) {
		long bytesOfOne = cache.bytesFor(tokens, 1);
		long holding = (bytesOfOne > 0) ? bytes / bytesOfOne : wanted;
		return (int) Math.max(1, Math.min(holding, wanted));
	}

	/** Tokens of all slots together. */
	public long totalTokens() {
		return (long) this.tokens * this.slots;
	}

	/** Bytes of the cache of all slots; 0 if they are not known. */
	public long cacheBytes() {
		KvCacheShape cache = this.facts.cache();
		return (cache != null) ? cache.bytesFor(this.tokens, this.slots) : 0;
	}

	/**
	 * Memory in MiB in which a server may keep prompts that have lost their slot, so that
	 * the next turns of their talks are not read again: an eighth of what the slots
	 * leave, at most 1 GiB. 0 if that is not known, or if it does not hold all that one
	 * slot holds, since a server keeps one prompt whatever its size.
	 */
	public long promptCacheMebibytes() {
		return (promptsHeld() > 0) ? promptCacheBytes() / Bytes.MEBIBYTE : 0;
	}

	/**
	 * Prompts of a whole context each that a server may keep in the same memory, if it
	 * takes that memory at its start: at most as many as there are slots, since each one
	 * costs memory even if no talk uses it.
	 */
	public int keptPrompts() {
		return (int) Math.min(promptsHeld(), this.slots);
	}

	/** Prompts of a whole context each that the memory for prompts holds. */
	private long promptsHeld() {
		KvCacheShape cache = this.facts.cache();
		long bytesOfOne = (cache != null) ? cache.bytesFor(this.tokens, 1) : 0;
		// A model without such a cache has nothing to keep.
		return (bytesOfOne > 0) ? Math.max(0, promptCacheBytes() / bytesOfOne) : 0;
	}

	private long promptCacheBytes() {
		Long available = this.facts.availableBytes();
		return (available != null) ? Math.min((available - cacheBytes()) / PROMPT_PARTS, MOST_PROMPT_BYTES) : 0;
	}

	/** Whether the model was trained for more than this. */
	public boolean isLessThanTrained() {
		return this.tokens < this.facts.trainedTokens();
	}

	/** Whether the model was trained for less than this, as far as that is known. */
	public boolean isMoreThanTrained() {
		return this.facts.trainedTokens() > 0 && this.tokens > this.facts.trainedTokens();
	}

	/** Whether the cache is larger than the memory for it, as far as both are known. */
	public boolean exceedsMemory() {
		Long available = this.facts.availableBytes();
		return available != null && cacheBytes() > available;
	}

	/** The reason for the size of a context. */
	public enum Reason {

		/** It was requested. */
		REQUESTED,

		/** The model was trained for no more. */
		TRAINED,

		/** No more is chosen without an exact request. */
		LARGEST,

		/** Half of the memory for the cache holds no more. */
		MEMORY,

		/** One of the facts is not known. */
		UNKNOWN

	}

}
