package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ListingFormat;
import io.github.shimmy4j.model.ModelLister;
import io.github.shimmy4j.model.ModelLister.ListedModel;
import io.github.shimmy4j.model.UserStores;
import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.CommandResult;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.CommandTimeoutException;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.storage.TemporaryDirectory;

/**
 * Runs {@code list} of the server program over the user's stores, with a home of its own.
 * Shimmy 1.x panics over files with odd names; the listing then fails with its message.
 */
public final class BinaryModelLister implements ModelLister {

	/** The program reads whole stores, which may be on a slow disk. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final String SEPARATOR = ";";

	/** Searched anew for each listing, since the program may have been replaced. */
	private final BinaryLocator.Program binary;

	private final CommandRunner runner;

	private final Map<String, String> environment;

	private final UserStores stores;

	private final Path run;

	private final Duration timeout;

	/**
	 * Runs nothing yet.
	 * @param binaries finds the program
	 * @param choice program to use; none is obtained for a listing
	 * @param launcher starts the program
	 * @param environment variables of this process; the program inherits a part of them
	 * @param stores directories to list
	 * @param run directory for temporary files
	 */
	public BinaryModelLister(BinaryLocator binaries, BinaryChoice choice, ProcessLauncher launcher,
			Map<String, String> environment, UserStores stores, Path run) {
		this(() -> binaries.find(choice, (binary) -> Optional.empty()).binary(), launcher, environment, stores, run,
				TIMEOUT);
	}

	BinaryModelLister(BinaryLocator.Program binary, ProcessLauncher launcher, Map<String, String> environment,
			UserStores stores, Path run, Duration timeout) {
		this.binary = binary;
		this.runner = new CommandRunner(launcher);
		this.environment = ChildEnvironment.allowedOf(environment);
		this.stores = stores;
		this.run = run;
		this.timeout = timeout;
	}

	@Override
	public ModelLister.Listing list() {
		if (this.stores.all().isEmpty()) {
			return new ModelLister.Models(List.of());
		}
		try {
			return list(this.binary.identify());
		}
		catch (ShimmyException | IOException ex) {
			return new ModelLister.Failed(String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new ModelLister.Failed("the thread was interrupted");
		}
	}

	private ModelLister.Listing list(ShimmyBinary binary) throws IOException, InterruptedException {
		try (TemporaryDirectory home = TemporaryDirectory.create(this.run, "list-")) {
			return list(binary, home.path());
		}
	}

	private ModelLister.Listing list(ShimmyBinary binary, Path directory) throws IOException, InterruptedException {
		ProcessSpec spec = new ProcessSpec(command(binary), directory, environment(binary, directory), Map.of());
		try {
			CommandResult result = this.runner.run(spec, this.timeout);
			if (!result.succeeded()) {
				return failed("'%s' ended with status %d".formatted(spec.commandLine(), result.exitStatus()),
						result.outputTail());
			}
			if (result.cut()) {
				return failed("'%s' printed more than %,d characters".formatted(spec.commandLine(),
						CommandRunner.MAX_OUTPUT_CHARACTERS), result.outputTail());
			}
			return new ModelLister.Models(
					absolute(format(binary).parse(String.join("\n", result.output())), directory));
		}
		catch (CommandTimeoutException ex) {
			return failed(String.valueOf(ex.getMessage()), ex.outputTail());
		}
	}

	private List<String> command(ShimmyBinary binary) {
		List<String> command = new ArrayList<>(binary.command());
		command.add("list");
		if (format(binary) == ListingFormat.JSON) {
			command.add("--json");
		}
		command.add("--model-dirs");
		// A directory with the separator in its name cannot be passed.
		command.add(this.stores.directories()
			.stream()
			.map(Path::toString)
			.filter((directory) -> !directory.contains(SEPARATOR))
			.collect(Collectors.joining(SEPARATOR)));
		return command;
	}

	private static ListingFormat format(ShimmyBinary binary) {
		return binary.capabilities().listsAsJson() ? ListingFormat.JSON : ListingFormat.LIST;
	}

	private Map<String, String> environment(ShimmyBinary binary, Path home) {
		Map<String, String> variables = new HashMap<>(this.environment);
		variables.putAll(binary.capabilities().environment());
		variables.put("HOME", home.toString());
		variables.put("USERPROFILE", home.toString());
		if (this.stores.ollama() != null) {
			variables.put("OLLAMA_MODELS", this.stores.ollama().toString());
		}
		return variables;
	}

	/** Shimmy lists some entries by a relative path, without checking them. */
	private static List<ListedModel> absolute(List<ListedModel> models, Path directory) {
		return models.stream()
			.map((model) -> (model.path() != null) ? new ListedModel(model.name(), directory.resolve(model.path()))
					: model)
			.toList();
	}

	private static ModelLister.Listing failed(String how, List<String> output) {
		String last = output.isEmpty() ? "" : ", its last line: " + output.get(output.size() - 1);
		return new ModelLister.Failed(how + last);
	}

}
