package io.github.shimmy4j.doctor;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.capability.ServerCapabilities;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AcceleratorFactsTests {

	@Test
	void whatIsRecommendedIsSaidWithItsReason() {
		Finding finding = examine(GpuMode.AUTO, Accelerators.CPU_ONLY, ServerCapabilities.SHIMMY_1, null);
		assertThat(finding.status()).isEqualTo(Finding.Status.OK);
		assertThat(finding.message()).startsWith("'cpu' is recommended. No GPU to compute on was found")
			.doesNotEndWith(".");
	}

	@Test
	void deviceOfTheServerThatRunsIsSaid() {
		assertThat(examine(GpuMode.AUTO, Accelerators.CUDA, ServerCapabilities.SHIMMY_1, "CUDA0").message())
			.startsWith("'cuda' is recommended. ")
			.endsWith("; the server computes on 'CUDA0'");
	}

	@Test
	void serverThatNeedsAGpuFailsWithoutAGraphicsDriver() {
		Finding finding = examine(GpuMode.AUTO, Accelerators.CUDA, ServerCapabilities.SHIMMY_2, null);
		assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
		assertThat(finding.message()).startsWith("shimmy 2.x (wgpu) needs a GPU with a graphics driver: ");
		assertThat(finding.remedy().toString()).contains("Vulkan", "the source of the binary to embedded");
	}

	@Test
	void requestWithoutADeviceIsAWarning() {
		Finding finding = examine(GpuMode.CUDA, Accelerators.CPU_ONLY, ServerCapabilities.SHIMMY_1, null);
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).startsWith("GPU mode 'cuda' is unlikely to work here");
		assertThat(finding.remedy().toString()).contains("set the GPU mode to auto");
	}

	@Test
	void requestThatTheServerCannotBeToldIsAWarning() {
		Finding finding = examine(GpuMode.CUDA, Accelerators.CUDA, ServerCapabilities.EMBEDDED, null);
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).contains("embedded engine (llama.cpp) has no option for it");
		assertThat(examine(GpuMode.CPU, Accelerators.CUDA, ServerCapabilities.EMBEDDED, null).status())
			.isEqualTo(Finding.Status.OK);
	}

	@Test
	void serverOnTheCpuOfAMachineWithAGpuIsAWarning() {
		Finding finding = examine(GpuMode.AUTO, Accelerators.CUDA, ServerCapabilities.SHIMMY_1, "cpu");
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).startsWith("The server computes on the CPU, though this machine has a GPU");
		assertThat(finding.remedy().toString()).contains("built for cuda");
		assertThat(examine(GpuMode.CPU, Accelerators.CUDA, ServerCapabilities.SHIMMY_1, "cpu").status())
			.isEqualTo(Finding.Status.OK);
	}

	private static Finding examine(GpuMode requested, AcceleratorReport report, ServerCapabilities server,
			String loadedOn) {
		return new AcceleratorFacts(AcceleratorChoice.of(requested, report), server, loadedOn).finding();
	}

}
