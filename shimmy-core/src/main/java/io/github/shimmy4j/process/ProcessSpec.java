package io.github.shimmy4j.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to be started, as a value. Printable, since its secrets mask themselves.
 *
 * @param command program and arguments
 * @param workingDirectory where it runs
 * @param environment its whole environment; nothing is inherited
 * @param secrets further variables, whose values are never printed
 * @param input text on its standard input, never printed
 */
public record ProcessSpec(List<String> command, Path workingDirectory, Map<String, String> environment,
		Map<String, Secret> secrets, Secret input) {

	private static final Secret NOTHING = Secret.of("");

	public ProcessSpec {
		command = List.copyOf(command);
		environment = Map.copyOf(environment);
		secrets = Map.copyOf(secrets);
		if (command.isEmpty()) {
			throw new IllegalArgumentException("a command needs at least a program");
		}
	}

	/** A process without input. */
	public ProcessSpec(List<String> command, Path workingDirectory, Map<String, String> environment,
			Map<String, Secret> secrets) {
		this(command, workingDirectory, environment, secrets, NOTHING);
	}

	/** Program and arguments, separated by spaces. */
	public String commandLine() {
		return String.join(" ", this.command);
	}

}
