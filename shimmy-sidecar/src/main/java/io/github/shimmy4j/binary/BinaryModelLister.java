package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ListedModel;
import io.github.shimmy4j.model.ListingFormat;
import io.github.shimmy4j.model.ModelLister;
import io.github.shimmy4j.model.ServerListing;
import io.github.shimmy4j.model.UserStores;
import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.ChildProcess;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.storage.TemporaryDirectory;

/**
 * Runs {@code list} of the server program, in a home of its own, over the user's stores.
 * Shimmy 1.x panics there over files with odd names, which is then the reason for which
 * there is no listing.
 */
public final class BinaryModelLister implements ModelLister {

	/** Discovery walks the stores, which may be on a slow disk. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration KILL = Duration.ofSeconds(5);

	private static final String SEPARATOR = ";";

	private final ProgramSearch binaries;

	private final ProcessLauncher launcher;

	private final Map<String, String> environment;

	private final UserStores stores;

	private final Path run;

	private final Duration timeout;

	/**
	 * Runs nothing yet.
	 * @param binaries finds the program
	 * @param choice which program; none is obtained for a list
	 * @param launcher starts it
	 * @param environment variables of this process, of which a part is passed on
	 * @param stores directories to list
	 * @param run directory for short-lived files
	 */
	public BinaryModelLister(BinaryLocator binaries, BinaryChoice choice, ProcessLauncher launcher,
			Map<String, String> environment, UserStores stores, Path run) {
		this(() -> binaries.find(choice, (binary) -> Optional.empty()).binary(), launcher, environment, stores, run,
				TIMEOUT);
	}

	BinaryModelLister(ProgramSearch binaries, ProcessLauncher launcher, Map<String, String> environment,
			UserStores stores, Path run, Duration timeout) {
		this.binaries = binaries;
		this.launcher = launcher;
		this.environment = ChildEnvironment.allowedOf(environment);
		this.stores = stores;
		this.run = run;
		this.timeout = timeout;
	}

	@Override
	public ServerListing list() {
		if (this.stores.all().isEmpty()) {
			return new ServerListing.Models(List.of());
		}
		try {
			return list(this.binaries.locate());
		}
		catch (ShimmyException | IOException ex) {
			return new ServerListing.Failed(String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new ServerListing.Failed("the thread was interrupted");
		}
	}

	private ServerListing list(ShimmyBinary binary) throws IOException, InterruptedException {
		try (TemporaryDirectory home = TemporaryDirectory.create(this.run, "list-")) {
			return list(binary, home.path());
		}
	}

	private ServerListing list(ShimmyBinary binary, Path directory) throws IOException, InterruptedException {
		BoundedOutput output = new BoundedOutput();
		ProcessSpec spec = new ProcessSpec(command(binary), directory, environment(binary, directory), Map.of());
		ChildProcess child = this.launcher.launch(spec, output);
		try {
			int status = child.onExit().get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (status != 0) {
				return failed(spec, "ended with status %d".formatted(status), child);
			}
			if (output.isCut()) {
				return failed(spec, "printed more than %,d characters".formatted(BoundedOutput.MAX_CHARACTERS), child);
			}
			return new ServerListing.Models(absolute(format(binary).parse(output.text()), directory));
		}
		catch (TimeoutException ex) {
			return failed(spec, "did not end within %d ms".formatted(this.timeout.toMillis()), child);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			child.stop(Duration.ZERO).completeOnTimeout(null, KILL.toMillis(), TimeUnit.MILLISECONDS).join();
		}
	}

	private List<String> command(ShimmyBinary binary) {
		List<String> command = new ArrayList<>(binary.command());
		command.add("list");
		if (format(binary) == ListingFormat.JSON) {
			command.add("--json");
		}
		command.add("--model-dirs");
		// A directory with the separator in its name cannot be said.
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

	/** Relative paths are those of entries that shimmy lists without looking. */
	private static List<ListedModel> absolute(List<ListedModel> models, Path directory) {
		return models.stream()
			.map((model) -> (model.path() != null)
					? new ListedModel(model.name(), directory.resolve(model.path()), model.sizeBytes()) : model)
			.toList();
	}

	private static ServerListing failed(ProcessSpec spec, String how, ChildProcess child) {
		String last = child.outputTail().stream().filter((line) -> !line.isBlank()).reduce("", (first, next) -> next);
		return new ServerListing.Failed(
				"'%s' %s%s".formatted(spec.commandLine(), how, last.isEmpty() ? "" : ", its last line: " + last));
	}

	/** Finds the program anew for each listing, since it may have been replaced. */
	@FunctionalInterface
	interface ProgramSearch {

		ShimmyBinary locate() throws InterruptedException;

	}

}
