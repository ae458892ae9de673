package io.github.shimmy4j.accelerator;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Hardware as the operating system knows it.
 *
 * @param processor name of the CPU
 * @param cores its cores
 * @param threads its threads
 * @param memoryBytes main memory
 * @param cards graphics cards
 * @param problem why nothing of this is known, as a clause, or null if it is
 */
record MachineFacts(String processor, int cores, int threads, long memoryBytes, List<GraphicsCard> cards,
		@Nullable String problem) {

	MachineFacts {
		cards = List.copyOf(cards);
	}

	static MachineFacts unknown(String problem) {
		return new MachineFacts("", 0, 0, 0, List.of(), problem);
	}

}
