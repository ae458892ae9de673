package io.github.shimmy4j.sidecar.machine;

import java.util.function.Consumer;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.accelerator.LoadedDevice;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last report on accelerators, and warns of a choice or a device that the user
 * did not want. Each warning is given once for a requested start; restarts do not repeat
 * it.
 */
final class AcceleratorWarnings {

	private final GpuMode requested;

	private final Consumer<String> warnings;

	private @Nullable AcceleratorReport report;

	private boolean warnedOfChoice;

	private boolean warnedOfDevice;

	AcceleratorWarnings(GpuMode requested, Consumer<String> warnings) {
		this.requested = requested;
		this.warnings = warnings;
	}

	/** A requested start begins. */
	void startAnew() {
		this.warnedOfChoice = false;
		this.warnedOfDevice = false;
	}

	void chosen(AcceleratorChoice choice) {
		this.report = choice.report();
		if (choice.warning() != null && !this.warnedOfChoice) {
			this.warnedOfChoice = true;
			this.warnings.accept(choice.warning());
		}
	}

	void loaded(LoadedDevice device) {
		if (device.contradicts(this.requested) && !this.warnedOfDevice) {
			this.warnedOfDevice = true;
			this.warnings.accept("GPU mode '%s' was requested, but the server loaded the model on '%s'"
				.formatted(this.requested.id(), device.name()));
		}
	}

	/** The report on this machine, or null until a launch has got one. */
	@Nullable AcceleratorReport report() {
		return this.report;
	}

}
