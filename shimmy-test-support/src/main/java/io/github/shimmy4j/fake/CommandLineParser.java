package io.github.shimmy4j.fake;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Reads shimmy's arguments. Global flags may stand before or after the subcommand. */
final class CommandLineParser {

	private static final Set<String> COMMANDS = Set.of("serve", "list", "probe");

	private static final Set<String> GLOBAL_SWITCHES = Set.of("--cpu-moe", "--legacy");

	private static final Set<String> GLOBAL_OPTIONS = Set.of("--n-cpu-moe", "--kv-quant", "--prefill-chunk", "--ctx");

	private final Deque<String> left;

	private @Nullable String command;

	private String bind = "auto";

	private @Nullable Path modelPath;

	private List<Path> modelDirs = List.of();

	private String gpuBackend = "auto";

	private boolean brief;

	private @Nullable String name;

	CommandLineParser(String... arguments) {
		this.left = new ArrayDeque<>(List.of(arguments));
	}

	CommandLine parse() {
		while (!this.left.isEmpty()) {
			accept(this.left.pop());
		}
		if (this.command == null) {
			throw ExitException.usage("'shimmy' requires a subcommand but one was not provided");
		}
		if ("probe".equals(this.command) && this.name == null) {
			throw ExitException.usage("the following required arguments were not provided:\n  <NAME>");
		}
		return new CommandLine(this.command, this.bind, this.modelPath, this.modelDirs, this.gpuBackend, this.brief,
				this.name);
	}

	private void accept(String argument) {
		if ("--model-dirs".equals(argument)) {
			this.modelDirs = CommandLine.directories(value(argument));
		}
		else if ("--gpu-backend".equals(argument)) {
			this.gpuBackend = value(argument);
		}
		else if (GLOBAL_OPTIONS.contains(argument)) {
			value(argument);
		}
		else if (!GLOBAL_SWITCHES.contains(argument) && !acceptOfCommand(argument)) {
			throw ExitException.usage((this.command == null && !argument.startsWith("-"))
					? "unrecognized subcommand '" + argument + "'" : "unexpected argument '" + argument + "' found");
		}
	}

	private boolean acceptOfCommand(String argument) {
		if (this.command == null) {
			this.command = COMMANDS.contains(argument) ? argument : null;
			return this.command != null;
		}
		return switch (this.command + " " + argument) {
			case "serve --bind" -> {
				this.bind = value(argument);
				yield true;
			}
			case "serve --model-path" -> {
				this.modelPath = Path.of(value(argument));
				yield true;
			}
			case "list --short", "list -s" -> {
				this.brief = true;
				yield true;
			}
			default -> acceptName(argument);
		};
	}

	private boolean acceptName(String argument) {
		boolean accepted = "probe".equals(this.command) && this.name == null && !argument.startsWith("-");
		if (accepted) {
			this.name = argument;
		}
		return accepted;
	}

	private String value(String option) {
		String value = this.left.poll();
		if (value == null) {
			throw ExitException.usage("a value is required for '" + option + "' but none was supplied");
		}
		return value;
	}

}
