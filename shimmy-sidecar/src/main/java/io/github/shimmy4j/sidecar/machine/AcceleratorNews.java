package io.github.shimmy4j.sidecar.machine;

import java.util.function.Consumer;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.accelerator.LoadedDevice;
import org.jspecify.annotations.Nullable;

/**
 * What is known of accelerators, and what was already said of them: a restart brings no
 * news, a start that somebody asks for does.
 */
final class AcceleratorNews {

	private final GpuMode requested;

	private final Consumer<String> warnings;

	private @Nullable AcceleratorReport report;

	private boolean toldOfChoice;

	private boolean toldOfDevice;

	AcceleratorNews(GpuMode requested, Consumer<String> warnings) {
		this.requested = requested;
		this.warnings = warnings;
	}

	void startAnew() {
		this.toldOfChoice = false;
		this.toldOfDevice = false;
	}

	void chosen(AcceleratorChoice choice) {
		this.report = choice.report();
		if (choice.warning() != null && !this.toldOfChoice) {
			this.toldOfChoice = true;
			this.warnings.accept(choice.warning());
		}
	}

	void loaded(LoadedDevice device) {
		if (device.contradicts(this.requested) && !this.toldOfDevice) {
			this.toldOfDevice = true;
			this.warnings.accept("GPU mode '%s' was asked for, but the server loaded the model on '%s'"
				.formatted(this.requested.id(), device.name()));
		}
	}

	/** What was found on this machine, or null until a launch has looked. */
	@Nullable AcceleratorReport report() {
		return this.report;
	}

}
