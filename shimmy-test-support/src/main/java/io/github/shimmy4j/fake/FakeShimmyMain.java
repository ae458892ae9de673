package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The process. Its generation and faults are system properties, which the script written
 * by {@link FakeShimmyBinary} sets; its arguments are those of the server that it fakes.
 */
public final class FakeShimmyMain {

	private final Generation generation;

	private final Faults faults;

	private final Console console;

	private FakeShimmyMain(Generation generation, Faults faults, Console console) {
		this.generation = generation;
		this.faults = faults;
		this.console = console;
	}

	/**
	 * Runs until killed, or ends the JVM with the exit status of the faked server.
	 * @param arguments its command line
	 */
	public static void main(String[] arguments) {
		Console console = new Console();
		try {
			Generation generation = Generation.valueOf(System.getProperty("fake.generation", "LLAMA_CPP"));
			new FakeShimmyMain(generation, Faults.of(System.getProperties()), console).run(arguments);
		}
		catch (ExitException ex) {
			console.err(String.valueOf(ex.getMessage()));
			Runtime.getRuntime().halt(ex.status());
		}
	}

	private void run(String[] arguments) {
		if (this.generation == Generation.LLAMA_SERVER) {
			new LlamaServe(this.faults, this.console, arguments)
				.run(LlamaCommandLine.parse(System.getenv(), arguments));
			return;
		}
		if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
			this.console.out("shimmy " + this.generation.version());
			return;
		}
		CommandLine line = CommandLine.parse(arguments);
		Map<String, String> environment = System.getenv();
		Map<String, ServedModel> models = new ModelScan(this.generation, environment).models(line);
		switch (line.command()) {
			case "list" -> list(models.values(), line.brief());
			case "probe" -> probe(String.valueOf(line.name()), models);
			default -> new Serve(this.generation, this.faults, this.console, environment, arguments).run(line, models);
		}
	}

	private void list(Collection<ServedModel> models, boolean brief) {
		if (brief) {
			models.forEach((model) -> this.console.out(model.id()));
			return;
		}
		if (models.isEmpty()) {
			this.console.out("❌ No models found. Set SHIMMY_BASE_GGUF or place .gguf files in ./models/");
			return;
		}
		List<ServedModel> registered = models.stream().filter((model) -> !model.discovered()).toList();
		List<ServedModel> discovered = models.stream().filter(ServedModel::discovered).toList();
		if (!registered.isEmpty()) {
			this.console.out("📋 Registered Models:");
			registered.forEach((model) -> this.console.out("  " + model.id() + " => " + quoted(model.path())));
		}
		if (!discovered.isEmpty()) {
			this.console.out((registered.isEmpty() ? "" : "\n") + "🔍 Auto-Discovered Models:");
			discovered.forEach((model) -> this.console
				.out("  " + model.id() + " => " + quoted(model.path()) + " [" + mebibytes(model.path()) + "MB]"));
		}
		this.console.out("\n✅ Total available models: " + models.size());
	}

	/** Rust's Debug format. */
	private static String quoted(Path path) {
		return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	private static long mebibytes(Path path) {
		try {
			return Files.size(path) / (1024 * 1024);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void probe(String name, Map<String, ServedModel> models) {
		ServedModel model = models.get(name);
		if (model == null) {
			throw new ExitException(1, "Error: no model " + name);
		}
		String error = model.loadError();
		if (error != null) {
			throw new ExitException(2, error + "\nprobe failed: null result from llama cpp");
		}
		this.console.out("ok: loaded " + name);
	}

}
