package io.github.shimmy4j.engine.llama;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
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

	/** Words of the loaders of Linux and macOS on a noexec file system. */
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
	 * Loads the library of the binding, which looks for it in a directory of its own
	 * first. Its own way would go on to {@code java.library.path}, which on Windows has
	 * the current directory, and would not tell what is wrong.
	 */
	static Path loadBinding() {
		String name = System.mapLibraryName("jllama");
		return new NativeLibrary(usualParents(), (library) -> {
			System.setProperty("de.kherud.llama.lib.path", String.valueOf(library.getParent()));
			System.setProperty("de.kherud.llama.tmpdir", String.valueOf(library.getParent()));
			System.load(library.toAbsolutePath().toString());
		}).load("/de/kherud/llama/" + platform() + "/" + name, name);
	}

	/** The binding's name of this platform, which it keeps for itself. */
	private static String platform() {
		try {
			Method name = Class.forName("de.kherud.llama.OSInfo")
				.getDeclaredMethod("getNativeLibFolderPathForCurrentOS");
			name.setAccessible(true);
			return String.valueOf(name.invoke(null));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("another version of de.kherud:llama", ex);
		}
	}

	/**
	 * Where this program's library is tried, in this order: beside the program, which has
	 * been run from there, and in the directory for temporary files.
	 */
	private static List<Path> usualParents() {
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
