package io.github.shimmy4j.fake;

import java.util.Map;

/**
 * The process. Its version and faults are system properties, which the script written by
 * {@link FakeShimmyBinary} sets; its arguments are shimmy's.
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
	 * Runs until killed, or ends the JVM with shimmy's exit status.
	 * @param arguments shimmy's command line
	 */
	public static void main(String[] arguments) {
		Console console = new Console();
		try {
			Generation generation = Generation.ofVersion(System.getProperty("fake.version", "1.7.4"));
			new FakeShimmyMain(generation, Faults.of(System.getProperties()), console).run(arguments);
		}
		catch (ExitException ex) {
			console.err(String.valueOf(ex.getMessage()));
			Runtime.getRuntime().halt(ex.status());
		}
	}

	private void run(String[] arguments) {
		if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
			this.console.out("shimmy " + this.generation.version());
			return;
		}
		CommandLine line = new CommandLineParser(arguments).parse();
		Map<String, String> environment = System.getenv();
		Map<String, ServedModel> models = new ModelScan(this.generation, environment).models(line);
		switch (line.command()) {
			case "list" -> new ModelListing(models.values(), this.console).print(line.brief());
			case "probe" -> probe(String.valueOf(line.name()), models);
			default -> new Serve(this.generation, this.faults, this.console, environment, arguments).run(line, models);
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
