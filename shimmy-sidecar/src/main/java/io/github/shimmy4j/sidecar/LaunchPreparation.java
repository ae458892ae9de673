package io.github.shimmy4j.sidecar;

import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelRegistry;

/**
 * Finds what a launch needs: everything that can be wrong without the network is looked
 * at before anything is transferred.
 *
 * @param options what the user wants
 * @param binaries finds the binary
 * @param registry finds the model
 * @param downloads brings a model that is missing
 */
record LaunchPreparation(SidecarOptions options, BinaryLocator binaries, ModelRegistry registry,
		DownloadHandler downloads) implements LaunchInputs {

	@Override
	public Found find() throws InterruptedException {
		this.registry.locate(this.options.model());
		ShimmyBinary binary = this.binaries.locate(this.options.binary());
		ModelLocation location = this.registry.locate(this.options.model(), binary.capabilities());
		ModelFile model = (location instanceof ModelLocation.Present present) ? present.file()
				: this.registry.ensureDefault(this.options.model(), binary.capabilities(), this.downloads);
		return new Found(binary, model.name(), model.path());
	}

}
