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
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.ModelLoadException;
import io.github.shimmy4j.engine.model.ModelLoadException.Reason;

/**
 * Unpacks a native library and loads it. Some directories are not writable, and some file
 * systems do not allow code to run, such as {@code java.io.tmpdir} on hardened machines.
 * So several parent directories are tried.
 */
final class NativeLibrary {

	/** Messages of the loaders of Linux and macOS on a noexec file system. */
	private static final List<String> NOT_RUN = List.of("failed to map segment", "not permitted", "Permission denied");

	private final List<Path> parents;

	private final Consumer<Path> loader;

	/** The loader throws a {@link LinkageError} if it cannot load a file. */
	NativeLibrary(List<Path> parents, Consumer<Path> loader) {
		this.parents = List.copyOf(parents);
		this.loader = loader;
	}

	/**
	 * Loads the library of the binding, and returns its directory. The binding's own
	 * search would go on to {@code java.library.path}, which on Windows has the current
	 * directory, and would hide the reason of a failure.
	 */
	static Path loadBinding() {
		String name = System.mapLibraryName("jllama");
		return new NativeLibrary(usualParents(), (library) -> {
			System.setProperty("de.kherud.llama.lib.path", String.valueOf(library.getParent()));
			System.setProperty("de.kherud.llama.tmpdir", String.valueOf(library.getParent()));
			System.load(library.toAbsolutePath().toString());
		}).load("/de/kherud/llama/" + platform() + "/" + name, name);
	}

	/** The binding's name of this platform, which is not public. */
	private static String platform() {
		try {
			Method name = Class.forName("de.kherud.llama.OSInfo")
				.getDeclaredMethod("getNativeLibFolderPathForCurrentOS");
			name.setAccessible(true);
			return String.valueOf(name.invoke(null));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("unexpected version of de.kherud:llama", ex);
		}
	}

	/**
	 * The directory of the program, from which code can run, and then the directory for
	 * temporary files.
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
	 * @return the directory, which the caller deletes
	 * @throws ModelLoadException if there is no library for this machine, or no directory
	 * from which it can run
	 */
	Path load(String resource, String name) {
		List<String> failures = new ArrayList<>();
		boolean runnable = false;
		for (Path parent : this.parents) {
			Path directory = null;
			try {
				directory = NativeDirectory.create(parent, Clock.systemUTC());
				unpack(resource, directory.resolve(name));
				this.loader.accept(directory.resolve(name));
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
				failures.add("loading from '" + parent + "' failed: " + reason(ex, name));
				runnable |= NOT_RUN.stream().noneMatch(String.valueOf(ex.getMessage())::contains);
			}
			if (directory != null) {
				NativeDirectory.delete(directory);
			}
		}
		throw failure(runnable, failures);
	}

	/**
	 * If one directory allowed the library to run, and it still did not load, then the
	 * library is not for this machine.
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

	/** The message of a loader without the path, which it has up to twice. */
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
