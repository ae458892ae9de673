package io.github.shimmy4j.sidecar.launch;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.sidecar.SidecarOptions;

/**
 * Finds what a launch needs: everything that can be wrong without the network is looked
 * at before anything is transferred.
 *
 * @param options what the user wants
 * @param binaries finds the binary
 * @param registry finds the model
 * @param downloads brings a model that is missing
 * @param accelerators knows what this machine could compute with
 */
public record LaunchPreparation(SidecarOptions options, BinaryLocator binaries, ModelRegistry registry,
		DownloadHandler downloads, AcceleratorDetector accelerators) implements LaunchInputs {

	@Override
	public Found find(ModelReference wanted) throws InterruptedException {
		this.registry.locate(wanted);
		LocatedBinary located = this.binaries.locate(this.options.binary(),
				new LaunchObjections(wanted, this.registry, this.accelerators));
		ServerCapabilities server = located.binary().capabilities();
		ModelLocation location = this.registry.locate(wanted, server);
		ModelFile model = (location instanceof ModelLocation.Present present) ? present.file()
				: this.registry.ensureDefault(wanted, server, this.downloads);
		LaunchedModel launched = LaunchedModel.of(model.path());
		ChatTemplate template = launched.templateOn(server);
		return new Found(located.binary(), located.skipped(), model.name(), model.path(), template, launched.marks());
	}

}
