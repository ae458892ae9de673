package io.github.shimmy4j.accelerator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.shimmy4j.process.SearchPath;

/**
 * Finds programs.
 *
 * @param path where they are looked for
 */
record ProgramSearch(SearchPath path) {

	Optional<Path> find(GpuTool tool) {
		return Stream.concat(this.path.directories().stream(), SearchPath.of(tool.directories()).directories().stream())
			.flatMap((directory) -> names(tool).map(directory::resolve))
			.filter((program) -> Files.isRegularFile(program) && Files.isExecutable(program))
			.findFirst();
	}

	private static Stream<String> names(GpuTool tool) {
		return List.of(tool.program(), tool.program() + ".exe").stream();
	}

}
