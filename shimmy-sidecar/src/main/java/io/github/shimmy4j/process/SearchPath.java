package io.github.shimmy4j.process;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Directories in which programs are looked for.
 *
 * @param directories absolute directories, in the order to search
 */
public record SearchPath(List<Path> directories) {

	public SearchPath {
		directories = List.copyOf(directories);
	}

	/**
	 * What an environment says.
	 * @param environment variables of this process
	 * @return the directories of {@code PATH}
	 */
	public static SearchPath of(Map<String, String> environment) {
		// Windows writes it in small letters, and a copy of the variables minds them.
		String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
		return of(List.of(path.split(File.pathSeparator)));
	}

	/**
	 * The directories of some names. Relative ones are left out, since they would find
	 * whatever lies where the application runs, and so is what is no path.
	 * @param names names of directories
	 * @return those that can be searched
	 */
	public static SearchPath of(List<String> names) {
		return new SearchPath(names.stream().flatMap(SearchPath::absolute).toList());
	}

	private static Stream<Path> absolute(String directory) {
		try {
			Path path = Path.of(directory);
			return path.isAbsolute() ? Stream.of(path) : Stream.empty();
		}
		catch (InvalidPathException ex) {
			return Stream.empty();
		}
	}

}
