package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.AcceleratorReport.Candidate;

/**
 * Makes the report from the evidence, as a pure function. Recommends the first usable one
 * of
 * <ol>
 * <li>cuda: the fastest for llama.cpp, and one that shimmy 1.x can be built with;</li>
 * <li>metal: the only one that macOS drivers are made for;</li>
 * <li>vulkan: part of the drivers of every maker, and used by shimmy 2.x;</li>
 * <li>opencl: for drivers without Vulkan;</li>
 * <li>cpu: always available.</li>
 * </ol>
 * Mlx is never recommended: it runs on the same GPU as metal, but needs its own models
 * and servers.
 */
final class Recommendation {

	private final AcceleratorEvidence evidence;

	private Recommendation(AcceleratorEvidence evidence) {
		this.evidence = evidence;
	}

	static AcceleratorReport of(AcceleratorEvidence evidence) {
		return new Recommendation(evidence).report();
	}

	private AcceleratorReport report() {
		Candidate metal = metal();
		List<Candidate> gpus = List.of(cuda(), metal, mlx(metal), vulkan(), opencl());
		Candidate cpu = Candidate.usable(GpuMode.CPU, "every machine has one");
		Candidate best = gpus.stream()
			.filter((candidate) -> candidate.usable() && candidate.mode() != GpuMode.MLX)
			.findFirst()
			.orElse(cpu);
		String reason = (best.mode() == GpuMode.CPU) ? noGpu(gpus)
				: "A GPU for %s was found: %s.".formatted(best.mode().id(), best.because());
		List<Candidate> candidates = new ArrayList<>(gpus);
		candidates.add(cpu);
		return new AcceleratorReport(best.mode(), reason, candidates, new EvidenceText(this.evidence).lines());
	}

	private Candidate cuda() {
		if (this.evidence.platform().isMac()) {
			return Candidate.notUsable(GpuMode.CUDA, "macOS has no driver for it");
		}
		List<FoundDevice> gpus = this.evidence.gpus(GpuTool.NVIDIA_SMI);
		if (gpus.isEmpty()) {
			return notUsable(GpuMode.CUDA, GpuTool.NVIDIA_SMI);
		}
		if (this.evidence.cuda().hidesAllOf(gpus.size())) {
			return Candidate.notUsable(GpuMode.CUDA,
					"%s hides %s".formatted(this.evidence.cuda(), FoundDevice.names(gpus)));
		}
		return usable(GpuMode.CUDA, GpuTool.NVIDIA_SMI);
	}

	private Candidate metal() {
		if (!this.evidence.platform().isMac()) {
			return Candidate.notUsable(GpuMode.METAL, "only macOS has it");
		}
		if (!this.evidence.gpus(GpuTool.SYSTEM_PROFILER).isEmpty()) {
			return usable(GpuMode.METAL, GpuTool.SYSTEM_PROFILER);
		}
		if (!this.evidence.devices(GpuTool.SYSTEM_PROFILER).isEmpty()) {
			return notUsable(GpuMode.METAL, GpuTool.SYSTEM_PROFILER);
		}
		// Every GPU that macOS 10.14 and later supports has Metal.
		return this.evidence.cards()
			.stream()
			.findFirst()
			.map((card) -> Candidate.usable(GpuMode.METAL,
					"macOS lists %s, though %s".formatted(card.name(), complaint(GpuTool.SYSTEM_PROFILER))))
			.orElseGet(() -> notUsable(GpuMode.METAL, GpuTool.SYSTEM_PROFILER));
	}

	private Candidate mlx(Candidate metal) {
		if (!this.evidence.platform().isAppleSilicon()) {
			return Candidate.notUsable(GpuMode.MLX, "only macOS on Apple's own processors has it");
		}
		return metal.usable()
				? Candidate.usable(GpuMode.MLX,
						"it runs on the same GPU as metal, but needs a server and models made for it")
				: Candidate.notUsable(GpuMode.MLX, metal.because());
	}

	private Candidate vulkan() {
		if (!this.evidence.gpus(GpuTool.VULKANINFO).isEmpty()) {
			return usable(GpuMode.VULKAN, GpuTool.VULKANINFO);
		}
		if (this.evidence.answer(GpuTool.VULKANINFO).isConclusive()) {
			return notUsable(GpuMode.VULKAN, GpuTool.VULKANINFO);
		}
		return this.evidence.gpuWithDriver()
			.map((device) -> Candidate.usable(GpuMode.VULKAN,
					"%s, whose driver brings it as a rule, though %s".formatted(device, complaint(GpuTool.VULKANINFO))))
			.orElseGet(() -> notUsable(GpuMode.VULKAN, GpuTool.VULKANINFO));
	}

	private Candidate opencl() {
		if (!this.evidence.gpus(GpuTool.CLINFO).isEmpty()) {
			return usable(GpuMode.OPENCL, GpuTool.CLINFO);
		}
		List<FoundDevice> rocm = this.evidence.gpus(GpuTool.ROCMINFO);
		if (!rocm.isEmpty() && !this.evidence.answer(GpuTool.CLINFO).isConclusive()) {
			return Candidate.usable(GpuMode.OPENCL, "rocminfo lists %s, and ROCm brings it, though %s"
				.formatted(FoundDevice.names(rocm), complaint(GpuTool.CLINFO)));
		}
		return notUsable(GpuMode.OPENCL, GpuTool.CLINFO);
	}

	private Candidate usable(GpuMode mode, GpuTool tool) {
		return Candidate.usable(mode,
				"%s lists %s".formatted(tool.program(), FoundDevice.names(this.evidence.gpus(tool))));
	}

	private Candidate notUsable(GpuMode mode, GpuTool tool) {
		return Candidate.notUsable(mode, complaint(tool));
	}

	private String complaint(GpuTool tool) {
		List<FoundDevice> all = this.evidence.devices(tool);
		return all.isEmpty() ? "%s %s".formatted(tool.program(), this.evidence.answer(tool).complaint())
				: "%s lists only %s, which is no GPU to compute on".formatted(tool.program(), FoundDevice.names(all));
	}

	private String noGpu(List<Candidate> gpus) {
		boolean mac = this.evidence.platform().isMac();
		Stream<GpuMode> telling = mac ? Stream.of(GpuMode.METAL)
				: Stream.of(GpuMode.CUDA, GpuMode.VULKAN, GpuMode.OPENCL);
		return telling
			.map((mode) -> gpus.stream().filter((gpu) -> gpu.mode() == mode).findFirst().orElseThrow().because())
			.collect(Collectors.joining("; ", "No GPU to compute on was found: ", "."));
	}

}
