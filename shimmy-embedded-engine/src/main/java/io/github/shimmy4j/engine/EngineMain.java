package io.github.shimmy4j.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

import io.github.shimmy4j.engine.model.ModelLoadException;

/** The embedded engine as a program: {@code serve}, {@code list} and {@code count}. */
@Command(name = "shimmy", description = "Runs one GGUF model and serves it over HTTP.", sortOptions = false,
		mixinStandardHelpOptions = true)
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

	/** Threads of llama.cpp keep the JVM alive, so it would not end by itself. */
	private static void end(ExitStatus status) {
		Runtime.getRuntime().halt(status.code());
	}

	/** Runs the program to its end. */
	ExitStatus run(String... arguments) {
		String version = version();
		CommandLine line = new CommandLine(this);
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
			if (!result.hasSubcommand()) {
				throw new ParameterException(line, "a subcommand is required: serve, list or count");
			}
			((Runnable) result.subcommand().commandSpec().userObject()).run();
			return ExitStatus.OK;
		}
		catch (RuntimeException | Error ex) {
			return explain(ex);
		}
	}

	/** The version that the engine was built as. */
	static String version() {
		Properties properties = new Properties();
		try (InputStream in = EngineMain.class.getResourceAsStream("/shimmy4j-engine.properties")) {
			properties.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties.getProperty("version", "unknown");
	}

	/**
	 * llama.cpp reads these variables by itself, and a bad value of one of them aborts
	 * the process.
	 */
	private void refuseForeignSettings() {
		TreeSet<String> foreign = new TreeSet<>(this.environment.keySet());
		foreign.removeIf((name) -> !name.startsWith("LLAMA_ARG_"));
		if (!foreign.isEmpty()) {
			throw EngineException
				.startFailed("Error: these environment variables must not be set: " + String.join(", ", foreign));
		}
	}

	/** Turns every failure of the program into a line and an exit status. */
	private ExitStatus explain(Throwable failure) {
		if (failure instanceof EngineException ended) {
			this.console.err(String.valueOf(ended.getMessage()));
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
