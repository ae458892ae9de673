package io.github.shimmy4j.sidecar.launch;

import java.util.Optional;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.binary.Suitability;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.model.ModelRegistry;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * What speaks against a program that was found and not named: a GPU that it needs, or a
 * model that it cannot run.
 *
 * @param model model to serve
 * @param registry finds the model
 * @param accelerators knows what this machine could compute with
 */
public record LaunchObjections(ModelReference model, ModelRegistry registry,
		AcceleratorDetector accelerators) implements Suitability {

	private static final PrintableLogger logger = PrintableLogger.of(LaunchObjections.class);

	@Override
	public Optional<ShimmyException> objection(ShimmyBinary binary) {
		Optional<String> noGpu = binary.capabilities().needsGpu() ? absenceOfGpu() : Optional.empty();
		if (noGpu.isPresent()) {
			return Optional.of(new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
					"'%s' (%s %s) needs a GPU with a graphics driver, and this machine has none: %s"
						.formatted(binary.path(), binary.capabilities().generation(), binary.version(), noGpu.get())));
		}
		try {
			this.registry.locate(this.model, binary.capabilities());
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
