package io.github.shimmy4j.accelerator;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The devices that evidence speaks of.
 *
 * @param evidence the evidence
 * @param listed what each tool lists
 */
record Devices(AcceleratorEvidence evidence, Map<GpuTool, List<FoundDevice>> listed) {

	static Devices of(AcceleratorEvidence evidence) {
		Map<GpuTool, List<FoundDevice>> listed = new EnumMap<>(GpuTool.class);
		for (GpuTool tool : GpuTool.values()) {
			listed.put(tool, read(tool, evidence.answer(tool).lines()));
		}
		return new Devices(evidence, listed);
	}

	private static List<FoundDevice> read(GpuTool tool, List<String> lines) {
		return switch (tool) {
			case NVIDIA_SMI -> NvidiaSmi.devices(lines);
			case ROCMINFO -> Rocminfo.devices(lines);
			case VULKANINFO -> VulkanSummary.devices(lines);
			case CLINFO -> Clinfo.devices(lines);
			case SYSTEM_PROFILER -> DisplaysProfile.devices(lines);
		};
	}

	List<FoundDevice> all(GpuTool tool) {
		return this.listed.getOrDefault(tool, List.of());
	}

	List<FoundDevice> gpus(GpuTool tool) {
		return all(tool).stream().filter(FoundDevice::gpu).toList();
	}

	/** Cards that are GPUs, by the operating system's word. */
	List<GraphicsCard> cards() {
		return this.evidence.machine().cards().stream().filter(GraphicsCard::isGpu).toList();
	}

	/**
	 * A GPU that has its driver, whichever interface that offers; a clause that says how
	 * this is known.
	 */
	Optional<String> driven() {
		List<FoundDevice> rocm = gpus(GpuTool.ROCMINFO);
		if (!rocm.isEmpty()) {
			return Optional.of("rocminfo lists " + FoundDevice.names(rocm));
		}
		Platform platform = this.evidence.platform();
		if (!platform.isWindows() && (!platform.isLinux() || this.evidence.renderNodes().isEmpty())) {
			return Optional.empty();
		}
		// NVIDIA's own tool comes with the driver: where it fails, so will the card, and
		// where it lists the card, CUDA was hidden for a reason.
		boolean nvidiaUnknown = this.evidence.answer(GpuTool.NVIDIA_SMI) instanceof ToolAnswer.Missing;
		return cards().stream()
			.filter((card) -> nvidiaUnknown || !card.isNvidia())
			.findFirst()
			.map((card) -> "the operating system lists " + card.name());
	}

}
