package io.github.shimmy4j.fake;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Shimmy's command line. Global flags may stand before or after the subcommand.
 *
 * @param command {@code serve}, {@code list} or {@code probe}
 * @param bind an address, or {@code auto}
 * @param modelPath the file served besides the scanned ones
 * @param modelDirs the directories to scan
 * @param gpuBackend only shown in the banner
 * @param brief whether {@code list} prints ids alone
 * @param name the model to probe
 */
record CommandLine(String command, String bind, @Nullable Path modelPath, List<Path> modelDirs, String gpuBackend,
		boolean brief, @Nullable String name) {

	private static final Set<String> COMMANDS = Set.of("serve", "list", "probe");

	private static final Set<String> GLOBAL_SWITCHES = Set.of("--cpu-moe", "--legacy");

	private static final Set<String> GLOBAL_OPTIONS = Set.of("--n-cpu-moe", "--kv-quant", "--prefill-chunk", "--ctx");

	static CommandLine parse(String... arguments) {
		return new Parser(arguments).parse();
	}

	/** The separator is {@code ;} on every operating system. */
	static List<Path> directories(String value) {
		return Arrays.stream(value.split(";")).filter((part) -> !part.isEmpty()).map(Path::of).toList();
	}

	private static final class Parser {

		private final Deque<String> left;

		private @Nullable String command;

		private String bind = "auto";

		private @Nullable Path modelPath;

		private List<Path> modelDirs = List.of();

		private String gpuBackend = "auto";

		private boolean brief;

		private @Nullable String name;

		Parser(String... arguments) {
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
				this.modelDirs = directories(value(argument));
			}
			else if ("--gpu-backend".equals(argument)) {
				this.gpuBackend = value(argument);
			}
			else if (GLOBAL_OPTIONS.contains(argument)) {
				value(argument);
			}
			else if (!GLOBAL_SWITCHES.contains(argument) && !acceptOfCommand(argument)) {
				throw ExitException.usage((this.command == null && !argument.startsWith("-"))
						? "unrecognized subcommand '" + argument + "'"
						: "unexpected argument '" + argument + "' found");
			}
		}

		private boolean acceptOfCommand(String argument) {
			if (this.command == null) {
				this.command = COMMANDS.contains(argument) ? argument : null;
				return this.command != null;
			}
			switch (this.command + " " + argument) {
				case "serve --bind" -> this.bind = value(argument);
				case "serve --model-path" -> this.modelPath = Path.of(value(argument));
				case "list --short", "list -s" -> this.brief = true;
				default -> {
					return acceptName(argument);
				}
			}
			return true;
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

}
