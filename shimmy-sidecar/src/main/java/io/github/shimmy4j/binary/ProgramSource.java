package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.progress.ProgressListener;

/** A way to obtain a program. */
@FunctionalInterface
interface ProgramSource {

	/**
	 * Obtains it. Whatever can be known to fail here fails before anything long begins.
	 * @param wanted which
	 * @param staging private directory, removed afterwards
	 * @param progress is told how far it is
	 * @return the program, somewhere in the directory
	 * @throws ShimmyException with the reason, where there is a known one
	 * @throws IOException if network or disk fail
	 * @throws InterruptedException if the thread was interrupted; no process is left then
	 */
	Obtained obtain(InstallChoice wanted, Path staging, ProgressListener progress)
			throws IOException, InterruptedException;

	/**
	 * A program that nobody has proven yet.
	 *
	 * @param program the file
	 * @param recipe how it was obtained, in a line
	 */
	record Obtained(Path program, String recipe) {
	}

}
