package io.github.shimmy4j.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program to run to its end.
 *
 * @param arguments program and arguments
 * @param directory working directory
 * @param environment all of its environment
 * @param timeout time after which it is killed
 */
public record Command(List<String> arguments, Path directory, Map<String, String> environment, Duration timeout) {

	public Command {
		arguments = List.copyOf(arguments);
		environment = Map.copyOf(environment);
	}

	@Override
	public String toString() {
		return String.join(" ", this.arguments);
	}

}
