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

	/**
	 * The same path with further directories at its end.
	 * @param names names of directories; those that cannot be searched are left out
	 * @return a longer path
	 */
	public SearchPath and(List<String> names) {
		return new SearchPath(
				Stream.concat(this.directories.stream(), names.stream().flatMap(SearchPath::absolute)).toList());
	}

	/**
	 * Looks for a program.
	 * @param names file names that it may have, the preferred one first
	 * @return the first that is there and that this user may execute
	 */
	public Optional<Path> find(String... names) {
		return this.directories.stream()
			.flatMap((directory) -> Stream.of(names).map(directory::resolve))
			.filter((file) -> Files.isRegularFile(file) && Files.isExecutable(file))
			.findFirst();
	}

	/**
	 * The command with a program that is there. Looked for here and not by the child, so
	 * that a missing one is an error and not an exit status.
	 */
	List<String> resolve(List<String> command, Path workingDirectory) throws IOException {
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
