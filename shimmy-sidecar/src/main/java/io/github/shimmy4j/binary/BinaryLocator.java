package io.github.shimmy4j.binary;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.ProcessLauncher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the shimmy to run: the one that was named and no other, or else the first that
 * can run of those on {@code PATH} and in the managed cache.
 */
public final class BinaryLocator {

	private static final Logger logger = LoggerFactory.getLogger(BinaryLocator.class);

	private static final String UNIX_NAME = "shimmy";

	private static final String WINDOWS_NAME = "shimmy.exe";

	private final Map<String, String> environment;

	private final Path managedBinaries;

	private final BinaryIdentity identity;

	/**
	 * Looks nowhere yet.
	 * @param environment variables of this process; {@code PATH} is searched
	 * @param managedBinaries directory of managed binaries, one folder each with
	 * {@code bin/shimmy} in it
	 * @param launcher starts candidates to ask for their version
	 */
	public BinaryLocator(Map<String, String> environment, Path managedBinaries, ProcessLauncher launcher) {
		this.environment = Map.copyOf(environment);
		this.managedBinaries = managedBinaries;
		this.identity = new BinaryIdentity(launcher, environment);
	}

	/**
	 * Finds the binary, running candidates with {@code --version}.
	 * @param named the only binary to consider, or null to search
	 * @return a binary that runs on this machine
	 * @throws ShimmyException with one of the {@code BINARY_} codes
	 * @throws InterruptedException if the thread was interrupted while a candidate ran
	 */
	public ShimmyBinary locate(@Nullable Path named) throws InterruptedException {
		return (named != null) ? this.identity.identify(named) : search();
	}

	private ShimmyBinary search() throws InterruptedException {
		List<String> skipped = new ArrayList<>();
		for (Path candidate : candidates()) {
			try {
				ShimmyBinary binary = this.identity.identify(candidate);
				skipped.forEach((reason) -> logger.info("Skipped a shimmy: {}", reason));
				return binary;
			}
			catch (ShimmyException ex) {
				skipped.add(ex.getMessage());
			}
		}
		throw new ShimmyException(ShimmyErrorCode.BINARY_NOT_FOUND, "No shimmy that can run on PATH or in '%s'%s"
			.formatted(this.managedBinaries, skipped.isEmpty() ? "" : "; skipped: " + String.join("; ", skipped)));
	}

	private List<Path> candidates() {
		List<Path> candidates = new ArrayList<>();
		for (String directory : this.environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
			if (!directory.isBlank()) {
				addIfPresent(candidates, Path.of(directory));
			}
		}
		managedFolders().forEach((folder) -> addIfPresent(candidates, folder.resolve("bin")));
		return candidates;
	}

	private List<Path> managedFolders() {
		if (!Files.isDirectory(this.managedBinaries)) {
			return List.of();
		}
		try (Stream<Path> folders = Files.list(this.managedBinaries)) {
			return folders.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void addIfPresent(List<Path> candidates, Path directory) {
		for (String name : List.of(UNIX_NAME, WINDOWS_NAME)) {
			Path candidate = directory.resolve(name);
			if (Files.isRegularFile(candidate)) {
				candidates.add(candidate);
			}
		}
	}

}
