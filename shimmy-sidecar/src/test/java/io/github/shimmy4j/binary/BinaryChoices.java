package io.github.shimmy4j.binary;

import java.nio.file.Path;

/** Choices of servers that obtain nothing. */
public final class BinaryChoices {

	public static final InstallChoice NEVER = new InstallChoice(BinaryInstall.NEVER, InstallChoice.VERSION, null, null);

	/** The first server that is found and suits. */
	public static final BinaryChoice ANY = of(BinarySource.AUTO);

	private BinaryChoices() {
	}

	public static BinaryChoice of(BinarySource source) {
		return new BinaryChoice(null, source, NEVER);
	}

	public static BinaryChoice named(Path program) {
		return new BinaryChoice(program, BinarySource.SHIMMY, NEVER);
	}

}
