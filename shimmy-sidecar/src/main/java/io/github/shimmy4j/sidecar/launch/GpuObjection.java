package io.github.shimmy4j.sidecar.launch;

import java.util.Optional;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.binary.Suitability;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableLogger;

/** Refuses a program that needs a GPU on a machine that has none for it. */
public final class GpuObjection implements Suitability {

	private static final PrintableLogger logger = PrintableLogger.of(GpuObjection.class);

	private final AcceleratorDetector accelerators;

	/**
	 * Looks at nothing yet.
	 * @param accelerators knows what this machine could compute with; asked about
	 * programs that need a GPU only
	 */
	public GpuObjection(AcceleratorDetector accelerators) {
		this.accelerators = accelerators;
	}

	@Override
	public Optional<ShimmyException> objection(ShimmyBinary binary) {
		Optional<String> absence = binary.capabilities().needsGpu() ? absenceOfGpu() : Optional.empty();
		return absence.map((reason) -> new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
				"'%s' (%s %s) needs a GPU with a graphics driver, and this machine has none: %s"
					.formatted(binary.path(), binary.capabilities().generation(), binary.version(), reason)));
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
