package io.github.shimmy4j.accelerator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.shimmy4j.accelerator.AcceleratorEvidence.CudaVisibility;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.CommandResult;
import io.github.shimmy4j.process.CommandRunner;
import io.github.shimmy4j.process.CommandTimeoutException;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;
import io.github.shimmy4j.process.SearchPath;
import io.github.shimmy4j.storage.Listing;
import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/**
 * Detects accelerators by evidence from all sources at once, each within a time limit.
 * Searches once; callers during the search wait for the same report.
 */
final class EvidenceSearch implements AcceleratorDetector {

	private static final PrintableLogger logger = PrintableLogger.of(EvidenceSearch.class);

	/** A sleeping driver takes 2 to 3 s to wake for nvidia-smi; a broken one hangs. */
	static final Duration LIMIT = Duration.ofSeconds(5);

	/** Extra time to kill a tool; one that hangs in its driver is not waited for. */
	private static final Duration KILL = Duration.ofSeconds(1);

	private static final Path RENDER_NODES = Path.of("/dev/dri");

	private final Platform platform;

	private final Map<String, String> environment;

	private final Supplier<MachineFacts> hardware;

	private final CommandRunner runner;

	private final Duration limit;

	private @Nullable AcceleratorReport report;

	EvidenceSearch(Platform platform, Map<String, String> environment, ProcessLauncher launcher,
			Supplier<MachineFacts> hardware, Duration limit) {
		this.platform = platform;
		this.environment = Map.copyOf(environment);
		this.hardware = hardware;
		this.runner = new CommandRunner(launcher);
		this.limit = limit;
	}

	@Override
	public synchronized AcceleratorReport detect() {
		AcceleratorReport known = this.report;
		if (known == null) {
			known = Recommendation.of(search());
			logger.info("Recommended accelerator: {}. {}", known.recommended().id(), known.reason());
			known.evidence().forEach((fact) -> logger.debug("Accelerators: {}", fact));
			this.report = known;
		}
		return known;
	}

	AcceleratorEvidence search() {
		// On its own thread, since native code may hang.
		CompletableFuture<MachineFacts> machine = begin("hardware", this::hardware, this.limit,
				MachineFacts.unknown("detecting it took more than %d ms".formatted(this.limit.toMillis())));
		Map<GpuTool, CompletableFuture<ToolResult>> asked = new EnumMap<>(GpuTool.class);
		GpuTool.of(this.platform)
			.forEach((tool) -> asked.put(tool,
					begin(tool.program(), () -> ask(tool), this.limit.plus(KILL), unfinished())));
		Map<GpuTool, ToolResult> answers = new EnumMap<>(GpuTool.class);
		asked.forEach((tool, answer) -> answers.put(tool, answer.join()));
		return new AcceleratorEvidence(this.platform, new CudaVisibility(this.environment.get("CUDA_VISIBLE_DEVICES")),
				machine.join(), this.platform.isLinux() ? renderNodes(RENDER_NODES) : List.of(), answers);
	}

	private static <T> CompletableFuture<T> begin(String name, Supplier<T> look, Duration limit, T otherwise) {
		return CompletableFuture.supplyAsync(look, (task) -> Threads.daemon("shimmy-" + name, task).start())
			.completeOnTimeout(otherwise, limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	private ToolResult unfinished() {
		return new ToolResult.Failed("did not end within %d ms".formatted(this.limit.toMillis()));
	}

	private ToolResult ask(GpuTool tool) {
		return SearchPath.of(this.environment)
			.and(tool.directories())
			.find(tool.program(), tool.program() + ".exe")
			.map((program) -> run(tool, program))
			.orElseGet(ToolResult.Missing::new);
	}

	private ToolResult run(GpuTool tool, Path program) {
		ProcessSpec spec = new ProcessSpec(tool.command(program.toString()), program.resolveSibling(""),
				ChildEnvironment.allowedOf(this.environment), Map.of());
		try {
			CommandResult result = this.runner.run(spec, this.limit);
			// A tool that fails may print its complaint on either channel.
			return new ToolResult.Printed(result.exitStatus(),
					result.succeeded() ? result.output() : result.outputTail());
		}
		catch (CommandTimeoutException ex) {
			return unfinished();
		}
		// Another architecture, or a variable that the operating system refuses.
		catch (IOException | InterruptedException | RuntimeException ex) {
			return new ToolResult.Failed("cannot run on this machine: " + ex);
		}
	}

	private MachineFacts hardware() {
		try {
			return this.hardware.get();
		}
		catch (RuntimeException | LinkageError ex) {
			// OSHI does not know the platform, or lacks its native library.
			return MachineFacts.unknown("detecting it failed: " + ex);
		}
	}

	static List<String> renderNodes(Path directory) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try {
			return Listing.of(directory, "renderD*").stream().map(Path::toString).toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
