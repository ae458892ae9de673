package io.github.shimmy4j.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Directories in which programs are searched.
 *
 * @param directories absolute directories, in the order of the search
 */
public record SearchPath(List<Path> directories) {

	public SearchPath {
		directories = List.copyOf(directories);
	}

	/** The directories of {@code PATH} in an environment. */
	public static SearchPath of(Map<String, String> environment) {
		// Windows writes "Path", and a copy of its variables is case-sensitive.
		String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
		return of(List.of(path.split(File.pathSeparator)));
	}

	/**
	 * Takes the directories from their names. Left out are invalid and relative paths: a
	 * relative one would find programs in the application's working directory.
	 * @param names names of directories
	 * @return the absolute ones
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

	/** Adds directories at the end; invalid and relative paths are left out. */
	public SearchPath and(List<String> names) {
		return new SearchPath(
				Stream.concat(this.directories.stream(), names.stream().flatMap(SearchPath::absolute)).toList());
	}

	/**
	 * Searches a program.
	 * @param names possible file names, the preferred one first
	 * @return the first file that this user may execute
	 */
	public Optional<Path> find(String... names) {
		return this.directories.stream()
			.flatMap((directory) -> Stream.of(names).map(directory::resolve))
			.filter((file) -> Files.isRegularFile(file) && Files.isExecutable(file))
			.findFirst();
	}

	/**
	 * Replaces the program of a command by its full path. The child could do this itself,
	 * but a missing program would then be an exit status and not an exception.
	 * @param command program and arguments
	 * @param workingDirectory directory to which a relative path of the program belongs
	 * @return the same command, with a program that this user may execute
	 * @throws IOException if there is no such program
	 */
	public List<String> resolve(List<String> command, Path workingDirectory) throws IOException {
		String program = command.get(0);
		if (program.contains("/")) {
			if (!Files.isExecutable(workingDirectory.resolve(program))) {
				throw new IOException("there is no program '%s'".formatted(program));
			}
			return command;
		}
		List<String> resolved = new ArrayList<>(command);
		resolved.set(0,
				find(program)
					.orElseThrow(() -> new IOException("there is no program '%s' on the PATH".formatted(program)))
					.toString());
		return resolved;
	}

}
