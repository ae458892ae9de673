package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.shimmy4j.accelerator.MachineFacts.GraphicsCard;
import org.jspecify.annotations.Nullable;

/**
 * All facts from which the recommendation is made.
 *
 * @param platform operating system and processor
 * @param cuda NVIDIA GPUs that {@code CUDA_VISIBLE_DEVICES} allows
 * @param machine the hardware
 * @param renderNodes devices that the Linux kernel offers for computing on a GPU; a card
 * without one has no driver, or a container cannot reach it
 * @param answers output of the platform's tools
 */
record AcceleratorEvidence(Platform platform, CudaVisibility cuda, MachineFacts machine, List<String> renderNodes,
		Map<GpuTool, ToolResult> answers) {

	AcceleratorEvidence {
		renderNodes = List.copyOf(renderNodes);
		answers = Map.copyOf(answers);
	}

	/** Answer of a tool; {@code Missing} if the tool was not run. */
	ToolResult answer(GpuTool tool) {
		return this.answers.getOrDefault(tool, new ToolResult.Missing());
	}

	/** All devices that a tool lists. */
	List<FoundDevice> devices(GpuTool tool) {
		List<String> lines = answer(tool).lines();
		return switch (tool) {
			case NVIDIA_SMI -> NvidiaSmi.devices(lines);
			case ROCMINFO -> Rocminfo.devices(lines);
			case VULKANINFO -> VulkanSummary.devices(lines);
			case CLINFO -> Clinfo.devices(lines);
			case SYSTEM_PROFILER -> DisplaysProfile.devices(lines);
		};
	}

	List<FoundDevice> gpus(GpuTool tool) {
		return devices(tool).stream().filter(FoundDevice::gpu).toList();
	}

	/** Cards that are GPUs, as the operating system lists them. */
	List<GraphicsCard> cards() {
		return this.machine.cards().stream().filter(GraphicsCard::isGpu).toList();
	}

	/** How a GPU with a driver is known, as a clause; empty if there is none. */
	Optional<String> gpuWithDriver() {
		List<FoundDevice> rocm = gpus(GpuTool.ROCMINFO);
		if (!rocm.isEmpty()) {
			return Optional.of("rocminfo lists " + FoundDevice.names(rocm));
		}
		if (!this.platform.isWindows() && (!this.platform.isLinux() || this.renderNodes.isEmpty())) {
			return Optional.empty();
		}
		// NVIDIA's tool comes with the driver: if the tool fails, so does the card, and
		// if
		// it lists the card, CUDA was hidden for a reason.
		boolean nvidiaUnknown = answer(GpuTool.NVIDIA_SMI) instanceof ToolResult.Missing;
		return cards().stream()
			.filter((card) -> nvidiaUnknown || !card.isNvidia())
			.findFirst()
			.map((card) -> "the operating system lists " + card.name());
	}

	/**
	 * The NVIDIA GPUs that a process may use.
	 *
	 * @param value value of {@code CUDA_VISIBLE_DEVICES}; null = not set, all are allowed
	 */
	record CudaVisibility(@Nullable String value) {

		/** Whether no GPU is allowed; CUDA ignores all after the first invalid entry. */
		boolean hidesAllOf(int devices) {
			if (this.value == null) {
				return false;
			}
			String first = this.value.split(",", 2)[0].strip();
			if (first.startsWith("GPU-") || first.startsWith("MIG-")) {
				return false;
			}
			return !first.matches("\\d{1,9}") || Integer.parseInt(first) >= devices;
		}

		@Override
		public String toString() {
			return "CUDA_VISIBLE_DEVICES='%s'".formatted(this.value);
		}

	}

}
