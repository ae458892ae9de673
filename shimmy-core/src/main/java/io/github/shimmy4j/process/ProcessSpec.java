package io.github.shimmy4j.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that could be started: a pure value, printable because its secrets mask
 * themselves.
 *
 * @param command program and arguments
 * @param workingDirectory where it runs
 * @param environment all of its environment; nothing is inherited beside it
 * @param secrets further variables, whose values are never printed
 * @param input what it can read on its standard input, never printed
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

	/**
	 * A process that has nothing to read.
	 * @param command program and arguments
	 * @param workingDirectory where it runs
	 * @param environment all of its environment; nothing is inherited beside it
	 * @param secrets further variables, whose values are never printed
	 */
	public ProcessSpec(List<String> command, Path workingDirectory, Map<String, String> environment,
			Map<String, Secret> secrets) {
		this(command, workingDirectory, environment, secrets, NOTHING);
	}

	/**
	 * The command as a person would type it.
	 * @return program and arguments, separated by spaces
	 */
	public String commandLine() {
		return String.join(" ", this.command);
	}

}
