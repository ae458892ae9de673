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

	Optional<Path> find(String program) {
		return this.directories.stream()
			.map((directory) -> directory.resolve(program))
			.filter((file) -> Files.isExecutable(file) && !Files.isDirectory(file))
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
