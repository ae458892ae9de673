package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report that follows from evidence: a function of it and of nothing else. The first
 * usable one is recommended of
 * <ol>
 * <li>cuda: llama.cpp's fastest and the one that shimmy 1.x can really be built
 * with;</li>
 * <li>metal: the only one that macOS drivers are made for;</li>
 * <li>vulkan: every maker's driver has it, and shimmy 2.x runs on it;</li>
 * <li>opencl: what is left where a driver has no Vulkan;</li>
 * <li>cpu: always there.</li>
 * </ol>
 * Never recommended is mlx: it runs on the GPU that metal runs on, but needs models and
 * servers of its own, so a person must want it.
 */
final class Recommendation {

	private final AcceleratorEvidence evidence;

	private final Devices devices;

	private Recommendation(AcceleratorEvidence evidence) {
		this.evidence = evidence;
		this.devices = Devices.of(evidence);
	}

	static AcceleratorReport of(AcceleratorEvidence evidence) {
		return new Recommendation(evidence).report();
	}

	private AcceleratorReport report() {
		AcceleratorCandidate metal = metal();
		List<AcceleratorCandidate> gpus = List.of(cuda(), metal, mlx(metal), vulkan(), opencl());
		AcceleratorCandidate cpu = AcceleratorCandidate.usable(GpuMode.CPU, "every machine has one");
		AcceleratorCandidate best = gpus.stream()
			.filter((candidate) -> candidate.usable() && candidate.mode() != GpuMode.MLX)
			.findFirst()
			.orElse(cpu);
		String reason = (best.mode() == GpuMode.CPU) ? noGpu(gpus)
				: "A GPU for %s was found: %s.".formatted(best.mode().id(), best.because());
		List<AcceleratorCandidate> candidates = new ArrayList<>(gpus);
		candidates.add(cpu);
		return new AcceleratorReport(best.mode(), reason, candidates,
				new EvidenceText(this.evidence, this.devices).lines());
	}

	private AcceleratorCandidate cuda() {
		if (this.evidence.platform().isMac()) {
			return AcceleratorCandidate.notUsable(GpuMode.CUDA, "macOS has no driver for it");
		}
		List<FoundDevice> gpus = this.devices.gpus(GpuTool.NVIDIA_SMI);
		if (gpus.isEmpty()) {
			return notUsable(GpuMode.CUDA, GpuTool.NVIDIA_SMI);
		}
		CudaVisibility visibility = new CudaVisibility(this.evidence.visibleCudaDevices());
		if (visibility.hidesAllOf(gpus.size())) {
			return AcceleratorCandidate.notUsable(GpuMode.CUDA,
					"%s hides %s".formatted(visibility, FoundDevice.names(gpus)));
		}
		return usable(GpuMode.CUDA, GpuTool.NVIDIA_SMI);
	}

	private AcceleratorCandidate metal() {
		if (!this.evidence.platform().isMac()) {
			return AcceleratorCandidate.notUsable(GpuMode.METAL, "only macOS has it");
		}
		if (!this.devices.gpus(GpuTool.SYSTEM_PROFILER).isEmpty()) {
			return usable(GpuMode.METAL, GpuTool.SYSTEM_PROFILER);
		}
		if (!this.devices.all(GpuTool.SYSTEM_PROFILER).isEmpty()) {
			return notUsable(GpuMode.METAL, GpuTool.SYSTEM_PROFILER);
		}
		// Every GPU that macOS has run on since 10.14 has it.
		return this.devices.cards()
			.stream()
			.findFirst()
			.map((card) -> AcceleratorCandidate.usable(GpuMode.METAL,
					"macOS lists %s, though %s".formatted(card.name(), complaint(GpuTool.SYSTEM_PROFILER))))
			.orElseGet(() -> notUsable(GpuMode.METAL, GpuTool.SYSTEM_PROFILER));
	}

	private AcceleratorCandidate mlx(AcceleratorCandidate metal) {
		if (!this.evidence.platform().isAppleSilicon()) {
			return AcceleratorCandidate.notUsable(GpuMode.MLX, "only macOS on Apple's own processors has it");
		}
		return metal.usable()
				? AcceleratorCandidate.usable(GpuMode.MLX,
						"it runs on the same GPU as metal, but needs a server and models made for it")
				: AcceleratorCandidate.notUsable(GpuMode.MLX, metal.because());
	}

	private AcceleratorCandidate vulkan() {
		if (!this.devices.gpus(GpuTool.VULKANINFO).isEmpty()) {
			return usable(GpuMode.VULKAN, GpuTool.VULKANINFO);
		}
		if (this.evidence.answer(GpuTool.VULKANINFO).isConclusive()) {
			return notUsable(GpuMode.VULKAN, GpuTool.VULKANINFO);
		}
		return this.devices.driven()
			.map((device) -> AcceleratorCandidate.usable(GpuMode.VULKAN,
					"%s, whose driver brings it as a rule, though %s".formatted(device, complaint(GpuTool.VULKANINFO))))
			.orElseGet(() -> notUsable(GpuMode.VULKAN, GpuTool.VULKANINFO));
	}

	private AcceleratorCandidate opencl() {
		if (!this.devices.gpus(GpuTool.CLINFO).isEmpty()) {
			return usable(GpuMode.OPENCL, GpuTool.CLINFO);
		}
		List<FoundDevice> rocm = this.devices.gpus(GpuTool.ROCMINFO);
		if (!rocm.isEmpty() && !this.evidence.answer(GpuTool.CLINFO).isConclusive()) {
			return AcceleratorCandidate.usable(GpuMode.OPENCL, "rocminfo lists %s, and ROCm brings it, though %s"
				.formatted(FoundDevice.names(rocm), complaint(GpuTool.CLINFO)));
		}
		return notUsable(GpuMode.OPENCL, GpuTool.CLINFO);
	}

	private AcceleratorCandidate usable(GpuMode mode, GpuTool tool) {
		return AcceleratorCandidate.usable(mode,
				"%s lists %s".formatted(tool.program(), FoundDevice.names(this.devices.gpus(tool))));
	}

	private AcceleratorCandidate notUsable(GpuMode mode, GpuTool tool) {
		return AcceleratorCandidate.notUsable(mode, complaint(tool));
	}

	private String complaint(GpuTool tool) {
		List<FoundDevice> all = this.devices.all(tool);
		return all.isEmpty() ? "%s %s".formatted(tool.program(), this.evidence.answer(tool).complaint())
				: "%s lists only %s, which is no GPU to compute on".formatted(tool.program(), FoundDevice.names(all));
	}

	private String noGpu(List<AcceleratorCandidate> gpus) {
		boolean mac = this.evidence.platform().isMac();
		Stream<GpuMode> telling = mac ? Stream.of(GpuMode.METAL)
				: Stream.of(GpuMode.CUDA, GpuMode.VULKAN, GpuMode.OPENCL);
		return telling
			.map((mode) -> gpus.stream().filter((gpu) -> gpu.mode() == mode).findFirst().orElseThrow().because())
			.collect(Collectors.joining("; ", "No GPU to compute on was found: ", "."));
	}

}
