package io.github.shimmy4j.sidecar.launch;

import java.util.Optional;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.model.ServerFit;
import io.github.shimmy4j.sidecar.SidecarOptions;

/**
 * Makes the plans of launches. Everything that can be wrong without the network is
 * checked before anything is transferred.
 */
public final class LaunchPlanner {

	private final SidecarOptions options;

	private final BinaryLocator binaries;

	private final ModelRegistry registry;

	private final DownloadHandler downloads;

	private final GpuObjection gpus;

	/**
	 * Looks at nothing yet.
	 * @param options what the user wants
	 * @param binaries finds the program
	 * @param registry finds the model
	 * @param downloads brings a model that is missing
	 * @param accelerators knows what this machine could compute with
	 */
	public LaunchPlanner(SidecarOptions options, BinaryLocator binaries, ModelRegistry registry,
			DownloadHandler downloads, AcceleratorDetector accelerators) {
		this.options = options;
		this.binaries = binaries;
		this.registry = registry;
		this.downloads = downloads;
		this.gpus = new GpuObjection(accelerators);
	}

	/**
	 * Finds, or fetches, program and model.
	 * @param model which model is to be served
	 * @return the plan; both are on the disk
	 * @throws ShimmyException if one cannot be had, or if they do not fit
	 * @throws InterruptedException if the launch was ended meanwhile
	 */
	public LaunchPlan plan(ModelReference model) throws InterruptedException {
		ModelLocation location = this.registry.locate(model);
		if (location instanceof ModelLocation.Present present) {
			// A registry of the user's own may not have looked into the file.
			present.file().header();
		}
		LocatedBinary located = this.binaries.locate(this.options.binary(), (binary) -> {
			Optional<ShimmyException> gpu = this.gpus.objection(binary);
			return gpu.isPresent() ? gpu : location.objection(binary.capabilities());
		});
		ServerCapabilities server = located.binary().capabilities();
		ModelFile file = (location.on(server) instanceof ModelLocation.Present present) ? present.file()
				: this.registry.ensureDefault(model, server, this.downloads);
		// A catalog says less of a file than its header does.
		ServerFit.of(file.header().needs(), server).requireFor(file.path());
		return LaunchPlan.of(located, file);
	}

}
