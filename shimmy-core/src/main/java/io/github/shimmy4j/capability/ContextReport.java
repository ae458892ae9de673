package io.github.shimmy4j.capability;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.text.Bytes;

/**
 * Tells people about a context: what it is, why, what it costs, and what a larger one
 * would cost.
 *
 * @param size the context
 */
public record ContextReport(ContextSize size) {

	/** One clause for the log: the reason, then the numbers. */
	public String summary() {
		String reason = switch (this.size.reason()) {
			case REQUESTED -> "as requested";
			case TRAINED -> "all that the model was trained for";
			case LARGEST -> "the largest that is chosen unless more is requested";
			case MEMORY -> "what half of the memory for its cache holds";
			case UNKNOWN -> "a guess, because not all facts about the model and the memory are known";
		};
		return "Context is %s: %s%s".formatted(reason, arithmetic(), training());
	}

	private String training() {
		long trained = this.size.facts().trainedTokens();
		if (trained == 0) {
			return "; what the model was trained for is not known";
		}
		return (this.size.tokens() == trained) ? "" : "; the model was trained for %,d tokens".formatted(trained);
	}

	/** Sentences that deserve a warning; empty if there are none. */
	public List<String> warnings() {
		List<String> warnings = new ArrayList<>();
		if (this.size.isMoreThanTrained()) {
			warnings.add(("A context of %,d tokens is more than the %,d that the model was trained for: "
					+ "answers get worse beyond these, and llama-server uses no more")
				.formatted(this.size.tokens(), this.size.facts().trainedTokens()));
		}
		if (this.size.exceedsMemory()) {
			warnings.add("A context of %,d tokens does not fit into the memory: %s".formatted(this.size.tokens(),
					arithmetic()));
		}
		else if (this.size.reason() == ContextSize.Reason.MEMORY && this.size.tokens() < ContextSize.USUAL) {
			warnings.add("A context of only %,d tokens fits into half of the memory: %s".formatted(this.size.tokens(),
					arithmetic()));
		}
		return warnings;
	}

	/** Memory of the cache and memory available for it, as a clause for any sentence. */
	public String arithmetic() {
		ContextFacts facts = this.size.facts();
		KvCacheShape cache = facts.cache();
		Long available = facts.availableBytes();
		String slots = (this.size.slots() == 1) ? "1 slot" : this.size.slots() + " slots";
		String cost = (cache != null) ? " at %s, %s of cache".formatted(cache.words(), Bytes.of(this.size.cacheBytes()))
				: ", unknown size of cache";
		return "%s of %,d tokens%s, %s available for it".formatted(slots, this.size.tokens(), cost,
				(available != null) ? Bytes.of(available) : "unknown memory");
	}

	/** Memory of a context of twice as many tokens, as a sentence for the doctor. */
	public String costOfTwice() {
		KvCacheShape cache = this.size.facts().cache();
		if (cache == null) {
			return "How much memory a larger context would take is not known";
		}
		int twice = (int) Math.min(2L * this.size.tokens(), Integer.MAX_VALUE);
		return "Twice as many, %,d tokens a request, would take %s of cache".formatted(twice,
				Bytes.of(cache.bytesFor(twice, this.size.slots())));
	}

}
