package io.github.shimmy4j.binary;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.capability.ServerProgram;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.process.CommandResult;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.process.SearchPath;
import io.github.shimmy4j.progress.Progress;
import io.github.shimmy4j.progress.ProgressListener;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.transfer.DiskSpace;

/**
 * Builds the published crate with
 * <a href= "https://doc.rust-lang.org/cargo/commands/cargo-install.html">cargo
 * install</a>, as {@code scripts/install-shimmy} does.
 */
final class CargoBuild implements ProgramSource {

	/** Beginning of its recipes. */
	static final String RECIPE = "cargo ";

	private static final PrintableLogger logger = PrintableLogger.of(CargoBuild.class);

	/** For a build that hangs; one takes 5 minutes, or an hour on a small board. */
	private static final Duration TIMEOUT = Duration.ofHours(4);

	/** Disk space for sources, crates and objects, rounded up. */
	private static final long BYTES = 1L << 30;

	private final CommandRunner runner;

	private final Map<String, String> environment;

	private final HostPlatform platform;

	/**
	 * Builds nothing yet.
	 * @param environment variables of this process; cargo gets all of them, because they
	 * set proxies, registries, toolchains and compilers
	 */
	CargoBuild(CommandRunner runner, Map<String, String> environment, HostPlatform platform) {
		this.runner = runner;
		this.environment = environment;
		this.platform = platform;
	}

	@Override
	public Obtained obtain(InstallChoice wanted, Path staging, ProgressListener progress)
			throws IOException, InterruptedException {
		ServerVersion version = wanted.version();
		Path cargo = new BuildTools(this.environment, this.platform).requireFor(version);
		DiskSpace.USABLE.require(staging, BYTES);
		Path root = staging.resolve("root");
		ProcessSpec command = new ProcessSpec(
				List.of(cargo.toString(), "install", "shimmy", "--version", version.toString(), "--locked", "--bin",
						"shimmy", "--root", root.toString(), "--no-track"),
				staging, environment(cargo, staging), Map.of());
		logger.info("Building shimmy {} with '{}'; this takes minutes", version, cargo);
		Output output = new Output();
		CommandResult result = this.runner.run(command, TIMEOUT, output,
				() -> progress.progressed(output.progress(Progress.UNKNOWN_TOTAL)));
		if (!result.succeeded()) {
			throw result.failure(ShimmyErrorCode.INSTALL_FAILED, "'%s' ended with status %d after %d crates: %s"
				.formatted(command.commandLine(), result.exitStatus(), output.crates(), result.lastLine()));
		}
		progress.progressed(output.progress(output.crates()));
		return new Obtained(root.resolve("bin").resolve(ManagedFolder.programName(ServerProgram.SHIMMY)),
				recipe(version));
	}

	/** Equals the recipe of the script, which so accepts the build as its own. */
	private String recipe(ServerVersion version) {
		return RECIPE + "install shimmy --version %s --locked --bin shimmy; lto=off codegen-units=16; %s"
			.formatted(version, this.platform.uname());
	}

	private Map<String, String> environment(Path cargo, Path staging) {
		Map<String, String> own = new HashMap<>(this.environment);
		own.put("CARGO_TARGET_DIR", staging.resolve("target").toString());
		// Halves the build time; the program is as fast, because llama.cpp is C++.
		own.put("CARGO_PROFILE_RELEASE_LTO", "off");
		own.put("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
		own.put("CARGO_TERM_COLOR", "never");
		own.put("CARGO_TERM_QUIET", "false");
		own.put("CARGO_TERM_PROGRESS_WHEN", "never");
		Path programs = cargo.resolveSibling("").toAbsolutePath().normalize();
		if (!SearchPath.of(this.environment).directories().contains(programs)) {
			// Only rustup's cargo finds rustc in its own directory.
			own.merge("PATH", programs.toString(), (path, more) -> more + File.pathSeparator + path);
		}
		return own;
	}

	/** Counts the crates that cargo compiles; cargo does not print their total number. */
	private static final class Output implements Consumer<OutputLine> {

		private static final Pattern COMPILING = Pattern.compile("^\\s*Compiling (\\S+ v\\S+)");

		private int crates;

		private String last = "";

		@Override
		public synchronized void accept(OutputLine line) {
			Matcher matcher = COMPILING.matcher(line.text());
			if (matcher.find()) {
				this.crates++;
				this.last = matcher.group(1);
			}
		}

		synchronized int crates() {
			return this.crates;
		}

		synchronized Progress progress(long total) {
			return new Progress(Progress.Unit.CRATES, this.crates, total, this.last);
		}

	}

}
