package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.AcceleratorEvidence.CudaVisibility;
import io.github.shimmy4j.accelerator.AcceleratorReport.Candidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link Recommendation} on different machines. */
class RecommendationTests {

	@Test
	void ofNothingButACpuIsCpuAndSaysWhatWasLookedAt() {
		AcceleratorReport report = SampleEvidence.linux().report();
		assertThat(report.recommended()).isEqualTo(GpuMode.CPU);
		assertThat(report.hasGpu()).isFalse();
		assertThat(report.reason()).isEqualTo("No GPU to compute on was found: nvidia-smi was not found; "
				+ "vulkaninfo was not found; clinfo was not found.");
		assertThat(report.evidence()).containsExactly("platform: Linux on amd64",
				"CPU: AMD EPYC 7763 64-Core Processor, 2 cores, 4 threads", "memory: 8.0 GiB", "graphics card: none",
				"nvidia-smi was not found", "rocminfo was not found", "vulkaninfo was not found",
				"clinfo was not found");
	}

	@Test
	void ofNvidiaGpuIsCudaBeforeAllOthers() {
		AcceleratorReport report = SampleEvidence.linux()
			.answer(Recorded.NVIDIA_SMI_H100)
			.answer(Recorded.VULKANINFO_DISCRETE)
			.answer(Recorded.CLINFO_GPU)
			.report();
		assertThat(report.recommended()).isEqualTo(GpuMode.CUDA);
		assertThat(report.reason()).isEqualTo(
				"A GPU for cuda was found: nvidia-smi lists NVIDIA H100 80GB HBM3 (driver 550.54.15, 81559 MiB).");
		assertThat(report.hasGpu()).isTrue();
		assertThat(usable(report)).containsExactly(GpuMode.CUDA, GpuMode.VULKAN, GpuMode.OPENCL, GpuMode.CPU);
	}

	@Test
	void ofNvidiaGpuWithoutADriverThatAnswersIsCpuWithTheDriversWords() {
		AcceleratorReport report = SampleEvidence.linux()
			.answer(Recorded.NVIDIA_SMI_NO_DRIVER)
			.card("GA102 [GeForce RTX 3090]", "NVIDIA Corporation (0x10de)")
			.renderNode()
			.report();
		assertThat(report.recommended()).isEqualTo(GpuMode.CPU);
		assertThat(report.hasGpu()).isFalse();
		assertThat(report.reason()).contains("NVIDIA-SMI has failed because it couldn't communicate");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1" })
	void ofNvidiaGpuThatIsHiddenIsNotCuda(String hidden) {
		SampleEvidence evidence = SampleEvidence.linux()
			.answer(Recorded.NVIDIA_SMI_H100)
			.card("GH100 [H100 SXM5 80GB]", "NVIDIA Corporation (0x10de)")
			.renderNode()
			.visibleCudaDevices(hidden);
		assertThat(evidence.report().recommended()).isEqualTo(GpuMode.CPU);
		assertThat(evidence.report().hasGpu()).isFalse();
		assertThat(evidence.report().candidate(GpuMode.CUDA).because())
			.isEqualTo("CUDA_VISIBLE_DEVICES='%s' hides NVIDIA H100 80GB HBM3 (driver 550.54.15, 81559 MiB)"
				.formatted(hidden));
		assertThat(evidence.visibleCudaDevices("0").report().recommended()).isEqualTo(GpuMode.CUDA);
	}

	@ParameterizedTest
	@EnumSource(names = { "VULKANINFO_DISCRETE", "VULKANINFO_INTEGRATED", "VULKANINFO_LLVMPIPE_AND_DISCRETE" })
	void ofVulkanDeviceThatIsAGpuIsVulkan(Recorded recorded) {
		AcceleratorReport report = SampleEvidence.linux().answer(recorded).answer(Recorded.CLINFO_GPU).report();
		assertThat(report.recommended()).isEqualTo(GpuMode.VULKAN);
		assertThat(report.reason()).startsWith("A GPU for vulkan was found: vulkaninfo lists ")
			.doesNotContain("llvmpipe");
	}

	@ParameterizedTest
	@EnumSource(names = { "VULKANINFO_LLVMPIPE", "VULKANINFO_SWIFTSHADER", "VULKANINFO_NO_DRIVER" })
	void ofVulkanWithoutAGpuIsCpu(Recorded recorded) {
		AcceleratorReport report = SampleEvidence.linux()
			.answer(recorded)
			.answer(Recorded.CLINFO_POCL)
			.answer(Recorded.ROCMINFO_CPU_ONLY)
			.card("Virtio 1.0 GPU", "Red Hat, Inc. (0x1af4)")
			.renderNode()
			.report();
		assertThat(report.recommended()).isEqualTo(GpuMode.CPU);
		assertThat(report.hasGpu()).isFalse();
		assertThat(report.reason()).contains("clinfo lists only cpu-haswell-AMD EPYC 7763 64-Core Processor");
	}

	@Test
	void ofOpenClDeviceThatIsAGpuWithoutVulkanIsOpenCl() {
		AcceleratorReport report = SampleEvidence.linux()
			.answer(Recorded.VULKANINFO_LLVMPIPE)
			.answer(Recorded.CLINFO_GPU)
			.report();
		assertThat(report.recommended()).isEqualTo(GpuMode.OPENCL);
		assertThat(report.reason())
			.isEqualTo("A GPU for opencl was found: clinfo lists Intel(R) Arc(TM) A770 Graphics.");
		assertThat(report.candidate(GpuMode.VULKAN).because()).contains("lists only llvmpipe");
	}

	@Test
	void ofOpenClWithoutPlatformsIsCpu() {
		assertThat(SampleEvidence.linux().answer(Recorded.CLINFO_NO_PLATFORM).report().reason())
			.contains("clinfo lists no GPU");
	}

	@Test
	void ofRocmGpuIsVulkanUnlessVulkanSaysThatItHasNoDriver() {
		SampleEvidence evidence = SampleEvidence.linux().answer(Recorded.ROCMINFO_GFX1100);
		assertThat(evidence.report().recommended()).isEqualTo(GpuMode.VULKAN);
		assertThat(evidence.report().reason()).contains("rocminfo lists Radeon RX 7900 XTX (gfx1100)",
				"vulkaninfo was not found");
		evidence.answer(Recorded.VULKANINFO_NO_DRIVER);
		assertThat(evidence.report().recommended()).isEqualTo(GpuMode.OPENCL);
		evidence.answer(Recorded.CLINFO_NO_PLATFORM);
		assertThat(evidence.report().recommended()).isEqualTo(GpuMode.CPU);
	}

	@Test
	void ofAppleSiliconIsMetalAndNamesMlx() {
		AcceleratorReport report = SampleEvidence.appleSilicon().answer(Recorded.SYSTEM_PROFILER_M3).report();
		assertThat(report.recommended()).isEqualTo(GpuMode.METAL);
		assertThat(usable(report)).containsExactly(GpuMode.METAL, GpuMode.MLX, GpuMode.CPU);
		assertThat(report.candidate(GpuMode.MLX).because()).contains("same GPU as metal");
		assertThat(report.candidate(GpuMode.CUDA).because()).contains("macOS");
	}

	@Test
	void ofIntelMacIsMetalWithoutMlx() {
		AcceleratorReport report = SampleEvidence.intelMac().answer(Recorded.SYSTEM_PROFILER_INTEL).report();
		assertThat(report.recommended()).isEqualTo(GpuMode.METAL);
		assertThat(report.candidate(GpuMode.MLX).usable()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "SYSTEM_PROFILER_VIRTUAL", "SYSTEM_PROFILER_NO_METAL" })
	void ofMacWithoutMetalIsCpu(Recorded recorded) {
		AcceleratorReport report = SampleEvidence.appleSilicon()
			.answer(recorded)
			.card("Apple M1", "Apple (0x106b)")
			.report();
		assertThat(report.recommended()).isEqualTo(GpuMode.CPU);
		assertThat(report.hasGpu()).isFalse();
		assertThat(report.candidate(GpuMode.MLX).usable()).isFalse();
		assertThat(report.reason()).contains("system_profiler lists only");
	}

	@Test
	void ofMacWhoseProfilerFailsBelievesTheOperatingSystem() {
		SampleEvidence evidence = SampleEvidence.appleSilicon()
			.answer(GpuTool.SYSTEM_PROFILER, new ToolResult.Failed("did not end within 5000 ms"));
		assertThat(evidence.report().recommended()).isEqualTo(GpuMode.CPU);
		evidence.card("Apple M1", "Apple (0x106b)");
		assertThat(evidence.report().recommended()).isEqualTo(GpuMode.METAL);
		assertThat(evidence.report().reason()).isEqualTo(
				"A GPU for metal was found: macOS lists Apple M1, though system_profiler did not end within 5000 ms.");
	}

	@Test
	void ofWindowsWhereOnlyTheOperatingSystemKnowsTheCardIsVulkan() {
		AcceleratorReport report = SampleEvidence.windows().card("NVIDIA GeForce RTX 4070", "NVIDIA (0x10de)").report();
		assertThat(report.recommended()).isEqualTo(GpuMode.VULKAN);
		assertThat(report.hasGpu()).isTrue();
		assertThat(report.reason()).contains("the operating system lists NVIDIA GeForce RTX 4070");
		assertThat(report.candidate(GpuMode.CUDA).because()).isEqualTo("nvidia-smi was not found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Microsoft Basic Render Driver", "Microsoft Basic Display Adapter",
			"Microsoft Hyper-V Video", "Parsec Virtual Display Adapter" })
	void ofWindowsWithoutARealCardIsCpu(String card) {
		AcceleratorReport report = SampleEvidence.windows().card(card, "Microsoft").report();
		assertThat(report.recommended()).isEqualTo(GpuMode.CPU);
		assertThat(report.hasGpu()).isFalse();
		assertThat(report.evidence()).contains("graphics card: %s, Microsoft; no GPU to compute on".formatted(card));
	}

	@Test
	void ofLinuxWithACardNeedsItsDriverToo() {
		SampleEvidence evidence = SampleEvidence.linux()
			.card("Navi 31 [Radeon RX 7900 XTX]", "Advanced Micro Devices, Inc. (0x1002)");
		assertThat(evidence.report().hasGpu()).isFalse();
		assertThat(evidence.renderNode().report().recommended()).isEqualTo(GpuMode.VULKAN);
	}

	@Test
	void ofHardwareThatCannotBeLookedAtStillGivesAReport() {
		AcceleratorReport report = Recommendation
			.of(new AcceleratorEvidence(new Platform("SunOS", "sparcv9"), new CudaVisibility(null),
					MachineFacts.unknown("detecting it failed: no such platform"), List.of(), Map.of()));
		assertThat(report.recommended()).isEqualTo(GpuMode.CPU);
		assertThat(report.evidence()).contains("hardware: detecting it failed: no such platform");
	}

	private static List<GpuMode> usable(AcceleratorReport report) {
		return report.candidates().stream().filter(Candidate::usable).map(Candidate::mode).toList();
	}

}
