package io.github.shimmy4j.sidecar.supervision;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.SystemMemory;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.EmbeddedEngine;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.probe.ReadinessGate;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.ControlGroups;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.launch.EngineTokenCounter;
import io.github.shimmy4j.sidecar.launch.LaunchPlan;
import io.github.shimmy4j.sidecar.launch.LaunchTools;
import io.github.shimmy4j.sidecar.ownership.Ownership;
import io.github.shimmy4j.storage.ShimmyHome;

/** Creates sidecars, as many as an application wants. */
public final class SidecarFactory {

	private final ShimmyHome home;

	private final ModelRegistry registry;

	private final DownloadHandler downloads;

	private final AcceleratorDetector accelerators;

	/**
	 * Creates a factory whose sidecars share these collaborators.
	 * @param home directories of this user
	 * @param registry locates models
	 * @param downloads downloads missing models
	 * @param accelerators asked at each launch
	 */
	public SidecarFactory(ShimmyHome home, ModelRegistry registry, DownloadHandler downloads,
			AcceleratorDetector accelerators) {
		this.home = home;
		this.registry = registry;
		this.downloads = downloads;
		this.accelerators = accelerators;
	}

	/**
	 * Creates a sidecar, which starts nothing yet.
	 * @param options the user's options
	 * @return a new sidecar, to be closed by the caller
	 */
	public ShimmySidecar create(SidecarOptions options) {
		Map<String, String> environment = System.getenv();
		Map<String, String> inherited = ChildEnvironment.allowedOf(environment);
		ProcessLauncher launcher = ProcessLauncher.system();
		Optional<EmbeddedEngine> engine = EmbeddedEngine.find(this.home.binaries());
		LaunchPlan.Planner planner = new LaunchPlan.Planner(options.binary(),
				new BinaryLocator(environment, this.home.binaries(), launcher, engine.orElse(null)), this.registry,
				this.downloads, this.accelerators, new LaunchPlan.ContextPlanner(options.contextSize(),
						options.use().maxConcurrent(), options.arguments(), () -> SystemMemory.ofThisMachine().state()))
			.serving(options.purpose());
		Function<Path, TokenCounter> tokens = (model) -> engine
			.<TokenCounter>map((found) -> new EngineTokenCounter(found, launcher, inherited, this.home.run(), model))
			.orElse(TokenCounter.UNAVAILABLE);
		LaunchTools tools = new LaunchTools(planner, this.accelerators, launcher,
				new ReadinessGate(ServerClient.create(), System::nanoTime), tokens, new Ownership(this.home), this.home,
				inherited, ControlGroups.ofThisMachine(), new SecureRandom(), Threads::daemon, System::nanoTime);
		return new SupervisedSidecar(options, tools, Clock.systemUTC());
	}

}
