package io.github.shimmy4j.sidecar;

import java.util.Optional;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ChatTemplate;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.DownloadHandler;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.model.ModelLocation;
import io.github.shimmy4j.model.ModelRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
record LaunchPreparation(SidecarOptions options, BinaryLocator binaries, ModelRegistry registry,
		DownloadHandler downloads, AcceleratorDetector accelerators) implements LaunchInputs {

	private static final Logger logger = LoggerFactory.getLogger(LaunchPreparation.class);

	@Override
	public Found find(String wanted) throws InterruptedException {
		this.registry.locate(wanted);
		LocatedBinary located = this.binaries.locate(this.options.binary(), (binary) -> objection(binary, wanted));
		ServerCapabilities server = located.binary().capabilities();
		ModelLocation location = this.registry.locate(wanted, server);
		ModelFile model = (location instanceof ModelLocation.Present present) ? present.file()
				: this.registry.ensureDefault(wanted, server, this.downloads);
		ChatTemplate template = LaunchedModel.of(model.path()).templateOn(server);
		return new Found(located.binary(), located.skipped(), model.name(), model.path(), template);
	}

	/** What speaks against a program that was found and not named. */
	private Optional<ShimmyException> objection(ShimmyBinary binary, String wanted) {
		Optional<String> noGpu = binary.capabilities().needsGpu() ? absenceOfGpu() : Optional.empty();
		if (noGpu.isPresent()) {
			return Optional.of(new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"'%s' (%s %s) needs a GPU with a graphics driver, and this machine has none: %s"
						.formatted(binary.path(), binary.capabilities().generation(), binary.version(), noGpu.get())));
		}
		try {
			this.registry.locate(wanted, binary.capabilities());
			return Optional.empty();
		}
		catch (ShimmyException ex) {
			return Optional.of(ex);
		}
	}

	/**
	 * Why this machine has no GPU for a server that computes by a graphics interface, as
	 * 2.x does by wgpu; CUDA alone, as in many containers, is not one.
	 */
	private Optional<String> absenceOfGpu() {
		try {
			AcceleratorReport report = this.accelerators.detect();
			boolean graphics = report.candidate(GpuMode.VULKAN).usable() || report.candidate(GpuMode.METAL).usable();
			return graphics ? Optional.empty() : Optional.of(report.candidate(GpuMode.VULKAN).because());
		}
		catch (RuntimeException ex) {
			logger.warn("Nothing is known of accelerators", ex);
			return Optional.empty();
		}
	}

}
