package io.github.shimmy4j.binary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.OutputExcerpt;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.CommandResult;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.CommandTimeoutException;
import io.github.shimmy4j.process.LibraryPath;
import io.github.shimmy4j.process.LoaderComplaint;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessLimits;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.storage.Absence;

/** Runs a program with {@code --version} to learn which shimmy it is. */
final class BinaryIdentity {

	/** A cold start from a network disk takes seconds; waiting for input never ends. */
	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final int MAGIC_BYTES = 4;

	/** Status of a shell for a program that exists and cannot be executed. */
	private static final int CANNOT_EXECUTE = 126;

	/**
	 * Linux does not execute a file that any process has open for writing. After we have
	 * written a program, a child that another thread was starting at that moment may
	 * still hold the file, until it executes its own program a few milliseconds later.
	 * Each attempt takes as long as that.
	 */
	private static final int MAX_ATTEMPTS = 10;

	private final CommandRunner runner;

	private final Map<String, String> environment;

	private final Duration timeout;

	BinaryIdentity(ProcessLauncher launcher, Map<String, String> environment) {
		this(launcher, environment, TIMEOUT);
	}

	BinaryIdentity(ProcessLauncher launcher, Map<String, String> environment, Duration timeout) {
		this.runner = new CommandRunner(launcher);
		this.environment = ChildEnvironment.allowedOf(environment);
		this.timeout = timeout;
	}

	ShimmyBinary identify(Path named) throws InterruptedException {
		// A relative path would be resolved against the directory in which it runs.
		Path path = named.toAbsolutePath();
		requireProgram(path);
		List<String> output = printVersion(path);
		ServerVersion version = ServerVersion.fromOutput(String.join("\n", output))
			.orElseThrow(() -> new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"'%s --version' did not print a version of shimmy or of llama-server".formatted(path), null, null,
					output));
		ServerCapabilities capabilities = ServerCapabilities.of(version)
			.orElseThrow(() -> new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"'%s' is shimmy %s; 1.x and 2.x are known".formatted(path, version)));
		return new ShimmyBinary(List.of(path.toString()), version, capabilities, LibraryPath.beside(path).orElse(null));
	}

	private static void requireProgram(Path path) {
		if (!Files.exists(path)) {
			Absence absence = Absence.of(path);
			throw new ShimmyException(
					absence.hidden() ? ShimmyErrorCode.BINARY_NOT_EXECUTABLE : ShimmyErrorCode.BINARY_NOT_FOUND,
					"Program " + absence.clause());
		}
		if (!Files.isRegularFile(path)) {
			throw new ShimmyException(ShimmyErrorCode.BINARY_NOT_EXECUTABLE, "'%s' is a %s, not a program"
				.formatted(path, Files.isDirectory(path) ? "directory" : "special file"));
		}
		if (!Files.isExecutable(path)) {
			throw new ShimmyException(ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
					"'%s' may not be executed by this user".formatted(path));
		}
		if (!looksLikeProgram(path)) {
			// The operating system would run it line by line as a shell script.
			throw new ShimmyException(ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
					"'%s' is not a program of any known format".formatted(path));
		}
	}

	private static boolean looksLikeProgram(Path path) {
		try (InputStream stream = Files.newInputStream(path)) {
			String magic = new String(stream.readNBytes(MAGIC_BYTES), StandardCharsets.ISO_8859_1);
			return magic.startsWith("#!") || magic.startsWith("MZ") || magic.startsWith("\u007fELF")
					|| magic.equals("\u00cf\u00fa\u00ed\u00fe") || magic.equals("\u00ca\u00fe\u00ba\u00be");
		}
		catch (IOException ex) {
			throw new ShimmyException(ShimmyErrorCode.BINARY_NOT_EXECUTABLE, "'%s' cannot be read".formatted(path), ex);
		}
	}

	private List<String> printVersion(Path path) throws InterruptedException {
		// In its own directory, because shimmy always searches ./models first.
		Path directory = path.getParent();
		Map<String, String> told = new HashMap<>(this.environment);
		LibraryPath.beside(path).ifPresent((libraries) -> LibraryPath.prepend(told, libraries));
		ProcessSpec spec = new ProcessSpec(List.of(path.toString(), "--version"),
				(directory != null) ? directory : path.getFileSystem().getPath("."), told, Map.of());
		for (int attempt = 1;; attempt++) {
			try {
				return printVersion(path, spec);
			}
			catch (ShimmyException ex) {
				if (attempt == MAX_ATTEMPTS || !Integer.valueOf(CANNOT_EXECUTE).equals(ex.exitStatus())) {
					throw ex;
				}
			}
		}
	}

	private List<String> printVersion(Path path, ProcessSpec spec) throws InterruptedException {
		try {
			CommandResult result = this.runner.run(spec, this.timeout);
			Optional<String> complaint = result.succeeded() ? Optional.empty()
					: LoaderComplaint.in(result.outputTail());
			if (complaint.isPresent()) {
				throw result.failure(ShimmyErrorCode.BINARY_INCOMPATIBLE, "'%s' %s".formatted(path, complaint.get()));
			}
			if (!result.succeeded()) {
				throw result.failure(ShimmyErrorCode.BINARY_INCOMPATIBLE,
						"'%s' ended with status %d%s".formatted(spec.commandLine(), result.exitStatus(),
								OutputExcerpt.decisiveLine(result.outputTail()).map(": "::concat).orElse("")));
			}
			return result.outputTail();
		}
		catch (CommandTimeoutException ex) {
			throw new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE, String.valueOf(ex.getMessage()), null, null,
					ex.outputTail());
		}
		catch (IOException ex) {
			// Another architecture, or a script whose interpreter is missing.
			throw ProcessLimits.failure(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"'%s' cannot run on this machine: %s".formatted(path, ex.getMessage()), ex);
		}
	}

}
