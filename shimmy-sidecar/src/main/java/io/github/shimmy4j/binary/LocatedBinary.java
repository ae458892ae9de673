package io.github.shimmy4j.binary;

import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.capability.ServerCapabilities;

/**
 * The program to run.
 *
 * @param binary the program
 * @param skipped why each candidate before it was passed over, a sentence each
 */
public record LocatedBinary(ShimmyBinary binary, List<String> skipped) {

	/** The figures are those of docs/performance.md. */
	private static final String FASTER = "llama-server would read prompts 1.5 to 4 times as fast as the embedded engine: "
			+ "put one on PATH, for example with 'brew install llama.cpp' or 'winget install llama.cpp'";

	public LocatedBinary {
		skipped = List.copyOf(skipped);
	}

	/** Sentence about a faster server and how to get it; empty if none is known. */
	public Optional<String> faster() {
		return this.binary.capabilities().equals(ServerCapabilities.EMBEDDED) ? Optional.of(FASTER) : Optional.empty();
	}

}
