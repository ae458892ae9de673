package io.github.shimmy4j.accelerator;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds programs.
 *
 * @param path value of the variable {@code PATH}
 */
record ProgramSearch(String path) {

	Optional<Path> find(GpuTool tool) {
		return Stream.concat(Stream.of(this.path.split(File.pathSeparator)), tool.directories().stream())
			.flatMap(ProgramSearch::absolute)
			.flatMap((directory) -> names(tool).map(directory::resolve))
			.filter((program) -> Files.isRegularFile(program) && Files.isExecutable(program))
			.findFirst();
	}

	private static Stream<String> names(GpuTool tool) {
		return List.of(tool.program(), tool.program() + ".exe").stream();
	}

	/** A relative directory would find whatever lies where the application runs. */
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
