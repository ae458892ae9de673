package io.github.shimmy4j.binary;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Which server a user wants.
 *
 * @param named the only program to consider, or null to search
 * @param source what is searched where none is named
 * @param install what is obtained where nothing that was searched suits
 */
public record BinaryChoice(@Nullable Path named, BinarySource source, InstallChoice install) {

	/** Whatever is found first and can serve. */
	public static final BinaryChoice ANY = new BinaryChoice(null, BinarySource.AUTO);

	/**
	 * A choice that obtains nothing.
	 * @param named the only program to consider, or null to search
	 * @param source what is searched where none is named
	 */
	public BinaryChoice(@Nullable Path named, BinarySource source) {
		this(named, source, InstallChoice.NEVER);
	}

	/**
	 * This program and no other.
	 * @param program the program
	 * @return the choice
	 */
	public static BinaryChoice named(Path program) {
		return new BinaryChoice(program, BinarySource.SHIMMY);
	}

	/**
	 * The ways of installing a shimmy that were not chosen, for a log line or a failure
	 * that tells what was passed over.
	 * @return a clause, or an empty text where something would be obtained, or nothing is
	 * searched for
	 */
	public String unusedInstalls() {
		return (searchesShimmy() && !this.install.allowed())
				? "installing is off (never); %s obtain a shimmy where nothing else suits"
					.formatted(BinaryInstall.others())
				: "";
	}

	/** Whether a shimmy is obtained where nothing suits. */
	boolean mayObtain() {
		return searchesShimmy() && this.install.allowed();
	}

	private boolean searchesShimmy() {
		return this.named == null && this.source != BinarySource.EMBEDDED;
	}

}
