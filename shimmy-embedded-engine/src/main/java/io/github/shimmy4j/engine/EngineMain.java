package io.github.shimmy4j.engine;

import java.io.InputStream;
import java.util.Map;
import java.util.TreeSet;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import io.github.shimmy4j.engine.model.ModelLoadException;

/**
 * The embedded engine as a program: {@code serve}, {@code list}, {@code count} and
 * {@code --version}.
 */
public final class EngineMain {

	private final InputStream in;

	private final Console console;

	private final Map<String, String> environment;

	EngineMain(InputStream in, Console console, Map<String, String> environment) {
		this.in = in;
		this.console = console;
		this.environment = environment;
	}

	/**
	 * Runs the program, and ends the process.
	 * @param arguments a subcommand and its options
	 */
	public static void main(String[] arguments) {
		InputStream in = System.in;
		EngineMain main = new EngineMain(in, Console.ofProcess(), System.getenv());
		Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> end(main.explain(failure)));
		end(main.run(arguments));
	}

	/** Threads of llama.cpp keep the JVM alive, so that it does not end by itself. */
	private static void end(ExitStatus status) {
		Runtime.getRuntime().halt(status.code());
	}

	/** Runs the program to its end. */
	ExitStatus run(String... arguments) {
		String version = EngineVersion.current();
		CommandLine line = new CommandLine(new EngineCommand());
		line.getCommandSpec().version("shimmy " + version);
		line.addSubcommand(new ServeCommand(this.environment, this.console, version));
		line.addSubcommand(new ListCommand(this.environment, this.console));
		line.addSubcommand(new CountCommand(this.in, this.console));
		line.setOut(this.console.outWriter());
		try {
			refuseForeignSettings();
			CommandLine.ParseResult result = line.parseArgs(arguments);
			if (CommandLine.printHelpIfRequested(result)) {
				return ExitStatus.OK;
			}
			CommandLine command = result.hasSubcommand() ? result.subcommand().commandSpec().commandLine() : line;
			((Runnable) command.getCommand()).run();
			return ExitStatus.OK;
		}
		catch (RuntimeException | Error ex) {
			return explain(ex);
		}
	}

	/**
	 * llama.cpp takes settings from these behind our back, and a bad value among them is
	 * not survived.
	 */
	private void refuseForeignSettings() {
		TreeSet<String> foreign = new TreeSet<>(this.environment.keySet());
		foreign.removeIf((name) -> !name.startsWith("LLAMA_ARG_"));
		if (!foreign.isEmpty()) {
			throw EngineException
				.startFailed("Error: these environment variables must not be set: " + String.join(", ", foreign));
		}
	}

	/** The one place that turns failures into a line and a status. */
	private ExitStatus explain(Throwable failure) {
		if (failure instanceof EngineException ended) {
			this.console.err(ended.text());
			return ended.status();
		}
		if (failure instanceof ParameterException usage) {
			this.console.err("error: " + usage.getMessage());
			return ExitStatus.USAGE;
		}
		if (failure instanceof ModelLoadException load) {
			this.console.err("Error: " + load.getMessage());
			return switch (load.reason()) {
				case UNUSABLE_MODEL -> ExitStatus.MODEL_UNUSABLE;
				case UNSUPPORTED_PLATFORM -> ExitStatus.PLATFORM_UNSUPPORTED;
				case NOWHERE_TO_RUN -> ExitStatus.NOWHERE_TO_RUN;
			};
		}
		if (failure instanceof OutOfMemoryError memory) {
			this.console.err("Error: out of memory: " + memory.getMessage());
			return ExitStatus.OUT_OF_MEMORY;
		}
		StackTraceElement[] trace = failure.getStackTrace();
		this.console.err("Error: defect: " + failure.getClass().getName() + ": " + failure.getMessage()
				+ ((trace.length > 0) ? " at " + trace[0] : ""));
		return ExitStatus.INTERNAL;
	}

}
