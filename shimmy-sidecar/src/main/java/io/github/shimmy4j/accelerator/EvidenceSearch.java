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

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.storage.Listing;

/**
 * Asks everybody who may know, all at once, and waits for nobody longer than the limit.
 */
final class EvidenceSearch {

	/**
	 * A driver that sleeps takes 2 to 3 s to wake for nvidia-smi; a broken one never
	 * answers.
	 */
	static final Duration LIMIT = Duration.ofSeconds(5);

	private static final Path RENDER_NODES = Path.of("/dev/dri");

	private final Platform platform;

	private final Map<String, String> environment;

	private final MachineInspector inspector;

	private final ToolRun tools;

	private final Duration limit;

	EvidenceSearch(Platform platform, Map<String, String> environment, ProcessLauncher launcher,
			MachineInspector inspector) {
		this(platform, environment, launcher, inspector, LIMIT);
	}

	EvidenceSearch(Platform platform, Map<String, String> environment, ProcessLauncher launcher,
			MachineInspector inspector, Duration limit) {
		this.platform = platform;
		this.environment = Map.copyOf(environment);
		this.inspector = inspector;
		this.tools = new ToolRun(this.environment, launcher, limit);
		this.limit = limit;
	}

	AcceleratorEvidence search() {
		CompletableFuture<MachineFacts> machine = inspect();
		Map<GpuTool, CompletableFuture<ToolAnswer>> asked = new EnumMap<>(GpuTool.class);
		GpuTool.of(this.platform).forEach((tool) -> asked.put(tool, this.tools.ask(tool)));
		Map<GpuTool, ToolAnswer> answers = new EnumMap<>(GpuTool.class);
		asked.forEach((tool, answer) -> answers.put(tool, answer.join()));
		return new AcceleratorEvidence(this.platform, this.environment.get("CUDA_VISIBLE_DEVICES"), machine.join(),
				this.platform.isLinux() ? renderNodes(RENDER_NODES) : List.of(), answers);
	}

	/** On a thread of its own: native code may hang, and then only that thread does. */
	private CompletableFuture<MachineFacts> inspect() {
		CompletableFuture<MachineFacts> facts = new CompletableFuture<>();
		Threads.daemon("shimmy-hardware", () -> facts.complete(inspected())).start();
		return facts.completeOnTimeout(
				MachineFacts.unknown("looking at it took more than %d ms".formatted(this.limit.toMillis())),
				this.limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	private MachineFacts inspected() {
		try {
			return this.inspector.inspect();
		}
		catch (RuntimeException | LinkageError ex) {
			// A platform that OSHI does not know, or whose native library is missing.
			return MachineFacts.unknown("looking at it failed: " + ex);
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
