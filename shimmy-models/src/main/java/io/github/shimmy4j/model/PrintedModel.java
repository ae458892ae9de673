package io.github.shimmy4j.model;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Parts that the printed forms have in common. */
final class PrintedModel {

	private static final long MIB = 1 << 20;

	/** 2^43 MiB would be more bytes than a long can count. */
	private static final int MAX_DIGITS = 12;

	private PrintedModel() {
	}

	static Optional<Path> path(String debugQuoted) {
		return RustDebugText.decode(debugQuoted).filter((text) -> !text.isEmpty()).flatMap(PrintedModel::pathOf);
	}

	static Optional<Path> pathOf(String text) {
		try {
			return Optional.of(Path.of(text));
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

	/** Bytes in a number of MiB, as printed; 0 if it cannot be meant. */
	static long bytes(String mebibytes) {
		return (mebibytes.length() > MAX_DIGITS) ? 0 : Long.parseLong(mebibytes) * MIB;
	}

}
