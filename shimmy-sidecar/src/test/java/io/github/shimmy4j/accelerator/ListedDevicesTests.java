package io.github.shimmy4j.accelerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for the devices that are read from the output of each tool. */
class ListedDevicesTests {

	@Test
	void nvidiaSmiIsReadAsOneGpuALineWithDriverAndMemory() {
		assertThat(Recorded.NVIDIA_SMI_H100.devices())
			.containsExactly("*NVIDIA H100 80GB HBM3 (driver 550.54.15, 81559 MiB)");
		assertThat(Recorded.NVIDIA_SMI_TWO_RTX.devices()).containsExactly(
				"*NVIDIA GeForce RTX 4090 (driver 560.94, 24564 MiB)",
				"*NVIDIA GeForce RTX 3060 (driver 560.94, 12288 MiB)");
		assertThat(Recorded.NVIDIA_SMI_SHARED_MEMORY.devices()).containsExactly("*NVIDIA GB10 (driver 580.95.05)");
	}

	@Test
	void rocminfoIsReadAsAgentsOfWhichTheCpuIsNoGpu() {
		assertThat(Recorded.ROCMINFO_GFX1100.devices()).containsExactly("AMD Ryzen 9 7950X 16-Core Processor",
				"*Radeon RX 7900 XTX (gfx1100)");
		assertThat(Recorded.ROCMINFO_CPU_ONLY.devices()).containsExactly("AMD Ryzen 9 7950X 16-Core Processor");
	}

	@Test
	void vulkaninfoIsReadAsDevicesOfWhichThoseThatComputeOnTheCpuAreNoGpu() {
		assertThat(Recorded.VULKANINFO_DISCRETE.devices())
			.containsExactly("*AMD Radeon RX 7900 XTX (RADV NAVI31) (discrete GPU)");
		assertThat(Recorded.VULKANINFO_INTEGRATED.devices())
			.containsExactly("*Intel(R) UHD Graphics 770 (ADL-S GT1) (integrated GPU)");
		assertThat(Recorded.VULKANINFO_LLVMPIPE.devices()).containsExactly("llvmpipe (LLVM 17.0.6, 256 bits) (CPU)");
		assertThat(Recorded.VULKANINFO_SWIFTSHADER.devices()).containsExactly("SwiftShader Device (LLVM 16.0.0) (CPU)");
		assertThat(Recorded.VULKANINFO_LLVMPIPE_AND_DISCRETE.devices()).containsExactly(
				"llvmpipe (LLVM 17.0.6, 256 bits) (CPU)", "*AMD Radeon RX 7900 XTX (RADV NAVI31) (discrete GPU)");
	}

	@Test
	void clinfoOfEitherKindIsReadAsDevicesOfWhichPoclIsNoGpu() {
		assertThat(Recorded.CLINFO_GPU.devices()).containsExactly("*Intel(R) Arc(TM) A770 Graphics");
		assertThat(Recorded.CLINFO_POCL.devices()).containsExactly("cpu-haswell-AMD EPYC 7763 64-Core Processor");
		assertThat(Recorded.CLINFO_AMD_KIT.devices()).containsExactly("*AMD Radeon RX 7900 XTX",
				"*AMD Radeon Graphics");
	}

	@Test
	void systemProfilerIsReadAsDevicesOfWhichThoseWithMetalAreGpus() {
		assertThat(Recorded.SYSTEM_PROFILER_M3.devices()).containsExactly("*Apple M3 Pro (18 cores)");
		assertThat(Recorded.SYSTEM_PROFILER_INTEL.devices()).containsExactly("*Intel UHD Graphics 630",
				"*AMD Radeon Pro 5300M");
		assertThat(Recorded.SYSTEM_PROFILER_VIRTUAL.devices()).containsExactly("Apple Paravirtual device");
		assertThat(Recorded.SYSTEM_PROFILER_NO_METAL.devices()).containsExactly("NVIDIA GeForce 320M");
	}

	@ParameterizedTest
	@EnumSource(names = { "NVIDIA_SMI_NO_DRIVER", "VULKANINFO_NO_DRIVER", "CLINFO_NO_PLATFORM" })
	void toolThatFailsOrHasNothingToListListsNothing(Recorded recorded) {
		assertThat(recorded.devices()).isEmpty();
	}

}
