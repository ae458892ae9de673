package io.github.shimmy4j.binary;

import java.util.List;

/**
 * The program to run.
 *
 * @param binary the program
 * @param skipped why each candidate before it was passed over, a sentence each
 */
public record LocatedBinary(ShimmyBinary binary, List<String> skipped) {

	public LocatedBinary {
		skipped = List.copyOf(skipped);
	}

}
