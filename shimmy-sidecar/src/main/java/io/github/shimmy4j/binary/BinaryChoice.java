package io.github.shimmy4j.binary;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Which server a user wants.
 *
 * @param named the only program to consider, or null to search
 * @param source what is searched where none is named
 */
public record BinaryChoice(@Nullable Path named, BinarySource source) {

	/** Whatever is found first and can serve. */
	public static final BinaryChoice ANY = new BinaryChoice(null, BinarySource.AUTO);

	/**
	 * This program and no other.
	 * @param program the program
	 * @return the choice
	 */
	public static BinaryChoice named(Path program) {
		return new BinaryChoice(program, BinarySource.SHIMMY);
	}

}
