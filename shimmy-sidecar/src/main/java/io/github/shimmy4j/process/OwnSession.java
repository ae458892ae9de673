package io.github.shimmy4j.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts a process into a session of its own, so that Ctrl-C in the terminal of the
 * application ends the application, which then ends the process in order, and not both at
 * once.
 *
 * @param program util-linux's or busybox's {@code setsid}, or empty where there is none;
 * a child shares the terminal then
 */
record OwnSession(Optional<Path> program) {

	static OwnSession find(Map<String, String> environment) {
		return new OwnSession(Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
			.filter((directory) -> directory.startsWith("/"))
			.map((directory) -> Path.of(directory, "setsid"))
			.filter(Files::isExecutable)
			.findFirst());
	}

	/**
	 * The command that runs a command in its own session; the process id stays the same.
	 * A program that is yet to be found on the PATH is left alone: {@code setsid} would
	 * make of a missing one an exit status instead of an error.
	 */
	List<String> wrap(List<String> command) {
		List<String> wrapped = new ArrayList<>();
		if (command.get(0).contains("/")) {
			this.program.map(Path::toString).ifPresent(wrapped::add);
		}
		wrapped.addAll(command);
		return wrapped;
	}

}
