package io.github.shimmy4j.doctor;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.Remedy;
import io.github.shimmy4j.failure.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the accelerator.
 *
 * @param choice requested and detected accelerators
 * @param server server that would run, or null if there is none
 * @param loadedOn device of the running server, or null
 */
record AcceleratorFacts(AcceleratorChoice choice, @Nullable ServerCapabilities server, @Nullable String loadedOn) {

	static final String CHECK = "accelerator";

	Finding finding() {
		AcceleratorReport report = this.choice.report();
		if (this.server != null && this.server.needsGpu() && !report.hasGraphicsInterface()) {
			return Finding.fail(CHECK,
					"%s needs a GPU with a graphics driver: %s".formatted(this.server.kind(),
							report.candidate(GpuMode.VULKAN).because()),
					Remedy.of("Install the Vulkan driver of the GPU, or set %s to embedded.", Setting.BINARY_SOURCE));
		}
		if (this.choice.warning() != null) {
			return Finding.warn(CHECK, this.choice.warning(),
					Remedy.of("Install the driver that is missing, or set %s to auto.", Setting.GPU_MODE));
		}
		if (this.server != null && hasNoOption(this.server)) {
			return Finding.warn(CHECK,
					"GPU mode '%s' has no effect, because %s has no option for it"
						.formatted(this.choice.requested().id(), this.server.kind()),
					Remedy.of("Set %s to auto, or use shimmy 1.x, which has one.", Setting.GPU_MODE));
		}
		if (GpuMode.CPU.id().equals(this.loadedOn) && report.hasGpu() && this.choice.mode() != GpuMode.CPU) {
			return Finding.warn(CHECK,
					"The server computes on the CPU, though this machine has a GPU. " + trimmed(report.reason()),
					Remedy.of("Use a shimmy that was built for %s, and set %s to it.", this.choice.mode().id(),
							Setting.BINARY));
		}
		String device = (this.loadedOn != null) ? "; the server computes on '%s'".formatted(this.loadedOn) : "";
		return Finding.ok(CHECK,
				"'%s' is recommended. %s%s".formatted(report.recommended().id(), trimmed(report.reason()), device));
	}

	private boolean hasNoOption(ServerCapabilities server) {
		GpuMode requested = this.choice.requested();
		return requested != GpuMode.AUTO && !server.form().gpuArguments().containsKey(requested.id())
				&& !(requested == GpuMode.CPU && server.equals(ServerCapabilities.EMBEDDED));
	}

	private static String trimmed(String sentence) {
		return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
	}

}
