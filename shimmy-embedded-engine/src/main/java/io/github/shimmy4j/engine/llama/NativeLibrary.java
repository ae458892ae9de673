package io.github.shimmy4j.engine.llama;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.ModelLoadException;
import io.github.shimmy4j.engine.model.ModelLoadException.Reason;

/**
 * Puts a native library where it can be run from: not every directory can be written to,
 * and not every file system lets code be run, {@code java.io.tmpdir} of hardened machines
 * among them.
 */
final class NativeLibrary {

	/** What loaders of Linux and macOS say of a file system that runs nothing. */
	private static final List<String> NOT_RUN = List.of("failed to map segment", "not permitted", "Permission denied");

	/** Loads a library into this process. */
	@FunctionalInterface
	interface Loader {

		/**
		 * Loads it.
		 * @param library the file
		 * @throws UnsatisfiedLinkError if that is not possible
		 */
		void load(Path library);

	}

	private final List<Path> parents;

	private final Loader loader;

	NativeLibrary(List<Path> parents, Loader loader) {
		this.parents = List.copyOf(parents);
		this.loader = loader;
	}

	/**
	 * Where this program's library is tried, in this order: beside the program, which has
	 * been run from there, and in the directory for temporary files.
	 */
	static List<Path> usualParents() {
		Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
		return Stream.concat(Stream.ofNullable(besideProgram()), Stream.of(temporary)).distinct().toList();
	}

	private static @Nullable Path besideProgram() {
		try {
			CodeSource source = NativeLibrary.class.getProtectionDomain().getCodeSource();
			Path program = (source != null) ? Path.of(source.getLocation().toURI()) : null;
			return (program != null && Files.isRegularFile(program)) ? program.toAbsolutePath().getParent() : null;
		}
		catch (URISyntaxException | IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Unpacks a library into a directory of its own, and loads it.
	 * @param resource what is unpacked
	 * @param name of the file
	 * @return the directory, which the caller deletes
	 * @throws ModelLoadException if there is none for this machine, or nowhere to run it
	 */
	Path load(String resource, String name) {
		List<String> failures = new ArrayList<>();
		boolean runnable = false;
		for (Path parent : this.parents) {
			Path directory = null;
			try {
				directory = new NativeDirectory(parent, Clock.systemUTC()).create();
				unpack(resource, directory.resolve(name));
				this.loader.load(directory.resolve(name));
				return directory;
			}
			catch (FileNotFoundException ex) {
				failures.add(ex.getMessage());
				runnable = true;
			}
			catch (IOException ex) {
				failures.add("'" + parent + "' cannot be written to: " + ex);
			}
			catch (LinkageError ex) {
				failures.add("not from '" + parent + "': " + reason(ex, name));
				runnable |= NOT_RUN.stream().noneMatch(String.valueOf(ex.getMessage())::contains);
			}
			if (directory != null) {
				NativeDirectory.delete(directory);
			}
		}
		throw failure(runnable, failures);
	}

	/**
	 * A directory in which the library could be run, and was not found to be one for this
	 * machine, decides.
	 */
	private static ModelLoadException failure(boolean runnable, List<String> failures) {
		String all = String.join("; ", failures);
		return runnable
				? new ModelLoadException(Reason.UNSUPPORTED_PLATFORM,
						"cannot load llama.cpp on " + System.getProperty("os.name") + " "
								+ System.getProperty("os.arch") + ": " + all)
				: new ModelLoadException(Reason.NOWHERE_TO_RUN,
						"no directory from which llama.cpp's native library can be run: " + all);
	}

	/** Less the path, which loaders say up to twice. */
	private static String reason(LinkageError failure, String name) {
		String message = String.valueOf(failure.getMessage());
		int path = message.lastIndexOf(name + ": ");
		return (path < 0) ? message : message.substring(path + name.length() + 2);
	}

	private static void unpack(String resource, Path file) throws IOException {
		try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
			if (library == null) {
				throw new FileNotFoundException("there is no '" + resource + "' in this program");
			}
			Files.copy(library, file);
		}
	}

}
