package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;

/** A way to obtain a program: a download or a build. */
@FunctionalInterface
interface ProgramSource {

	/**
	 * Obtains a program. All checks that are possible come before the long work.
	 * @param staging private directory, removed afterwards
	 * @return the program, in that directory
	 * @throws ShimmyException with the reason, if it is known
	 * @throws IOException if network or disk fail
	 * @throws InterruptedException if the thread was interrupted; no process remains
	 */
	Obtained obtain(InstallChoice wanted, Path staging, ProgressListener progress)
			throws IOException, InterruptedException;

	/**
	 * A program that is not verified yet.
	 *
	 * @param program the file, in a directory with nothing but it and its shared
	 * libraries
	 * @param recipe how it was obtained, in a line
	 */
	record Obtained(Path program, String recipe) {
	}

}
