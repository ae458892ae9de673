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

/** Objects to a program that needs a GPU if this machine has none for it. */
public final class GpuObjection implements Suitability {

	private static final PrintableLogger logger = PrintableLogger.of(GpuObjection.class);

	private final AcceleratorDetector accelerators;

	/** Asks the detector only about programs that need a GPU. */
	public GpuObjection(AcceleratorDetector accelerators) {
		this.accelerators = accelerators;
	}

	@Override
	public Optional<ShimmyException> objection(ShimmyBinary binary) {
		Optional<String> absence = binary.capabilities().needsGpu() ? absenceOfGpu() : Optional.empty();
		return absence.map((reason) -> new ShimmyException(ShimmyErrorCode.BINARY_INCOMPATIBLE,
				"'%s' (%s %s) needs a GPU with a graphics driver, and this machine has none: %s"
					.formatted(binary.path(), binary.capabilities().kind(), binary.version(), reason)));
	}

	/** Why no GPU of this machine has a graphics interface; empty if one has. */
	private Optional<String> absenceOfGpu() {
		try {
			AcceleratorReport report = this.accelerators.detect();
			return report.hasGraphicsInterface() ? Optional.empty()
					: Optional.of(report.candidate(GpuMode.VULKAN).because());
		}
		catch (RuntimeException ex) {
			logger.warn("Could not detect accelerators", ex);
			return Optional.empty();
		}
	}

}
