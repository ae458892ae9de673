package io.github.shimmy4j.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.storage.Listing;

/**
 * Tells Linux's loader of shared libraries that lie beside a program. A program that was
 * built to be unpacked anywhere finds them by itself, but not every packager builds so.
 * Windows always searches the program's directory. MacOS removes such a variable from the
 * environment of every program that a shell starts, as our guard does.
 */
public final class LibraryPath {

	private static final String VARIABLE = "LD_LIBRARY_PATH";

	private static final String LIBRARIES = "lib*.so{,.*}";

	private LibraryPath() {
	}

	/**
	 * Finds the libraries of a program.
	 * @param program the program; links to it are followed
	 * @return its directory, if that has shared libraries of Linux; else empty
	 */
	public static Optional<Path> beside(Path program) {
		try {
			Path directory = program.toRealPath().getParent();
			if (directory == null || File.pathSeparatorChar != ':') {
				return Optional.empty();
			}
			return Listing.of(directory, LIBRARIES).isEmpty() ? Optional.empty() : Optional.of(directory);
		}
		catch (IOException ex) {
			// The program does not run either, and says why.
			return Optional.empty();
		}
	}

	/** Puts a directory before those that are searched already. */
	public static void prepend(Map<String, String> environment, Path directory) {
		environment.merge(VARIABLE, directory.toString(), (present, own) -> own + File.pathSeparator + present);
	}

}
