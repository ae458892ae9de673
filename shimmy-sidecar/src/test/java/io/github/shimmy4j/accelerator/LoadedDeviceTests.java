package io.github.shimmy4j.accelerator;

import java.util.List;

import io.github.shimmy4j.capability.ServerCapabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link LoadedDevice} on lines that the real servers printed. */
class LoadedDeviceTests {

	private static final String ON_CPU = "load_tensors:   CPU_Mapped model buffer size =    93.80 MiB";

	private static final String ON_CUDA = "load_tensors:        CUDA0 model buffer size =   668.13 MiB";

	@Test
	void nameBeforeAnyTellingLineIsNull() {
		assertThat(nameAfter(ServerCapabilities.SHIMMY_1, "✅ Ready to serve requests",
				"llama_context: constructing llama_context", "load_tensors: offloading 0 repeating layers to GPU"))
			.isNull();
	}

	@Test
	void nameAfterALoadIntoMainMemoryIsCpu() {
		assertThat(nameAfter(ServerCapabilities.SHIMMY_1, ON_CPU)).isEqualTo("cpu");
	}

	@Test
	void nameAfterALoadOnToAGpuIsTheDeviceAsTheServerNamesIt() {
		assertThat(nameAfter(ServerCapabilities.SHIMMY_1, ON_CUDA)).isEqualTo("CUDA0");
	}

	@Test
	void nameOfASplitModelIsTheGpuInWhicheverOrderTheyAreNamed() {
		assertThat(nameAfter(ServerCapabilities.SHIMMY_1, ON_CPU, ON_CUDA)).isEqualTo("CUDA0");
		assertThat(nameAfter(ServerCapabilities.SHIMMY_1, ON_CUDA, ON_CPU)).isEqualTo("CUDA0");
	}

	@Test
	void nameOfTheAdapterThatTheSecondGenerationSelectsIsTheWholeDescription() {
		assertThat(nameAfter(ServerCapabilities.SHIMMY_2,
				"[GpuRuntime] Selected adapter: NVIDIA RTX A2000 (DiscreteGpu, backend=Vulkan)"))
			.isEqualTo("NVIDIA RTX A2000 (DiscreteGpu, backend=Vulkan)");
		assertThat(nameAfter(ServerCapabilities.SHIMMY_2,
				"[GpuRuntime] Selected adapter: llvmpipe (LLVM 15.0.6, 256 bits) (Cpu, backend=Gl)"))
			.contains("(Cpu, backend=Gl)");
	}

	@Test
	void nameOfAHostBufferOfAGpuIsCpuUntilAGpuIsNamed() {
		String host = ON_CUDA.replace("CUDA0", "CUDA_Host");
		assertThat(nameAfter(ServerCapabilities.SHIMMY_1, host)).isEqualTo("cpu");
		assertThat(nameAfter(ServerCapabilities.SHIMMY_1, host, ON_CUDA, ON_CPU)).isEqualTo("CUDA0");
	}

	@Test
	void hearIsTrueWhenTheNameChanges() {
		LoadedDevice device = new LoadedDevice(ServerCapabilities.SHIMMY_1.acceleratorEvidence());
		assertThat(device.hear("anything")).isFalse();
		assertThat(device.hear(ON_CPU)).isTrue();
		assertThat(device.hear(ON_CPU)).isFalse();
		assertThat(device.hear(ON_CUDA)).isTrue();
		assertThat(device.hear(ON_CPU)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			CPU_Mapped,  CPU
			CUDA0,       CUDA
			Vulkan0,     VULKAN
			OpenCL,      OPENCL
			Metal,       METAL
			Metal_Mapped, METAL
			MTL0_Mapped, METAL
			""")
	void contradictsIsFalseForTheOneThatWasAskedForAndTrueForAllOthers(String buffer, GpuMode asked) {
		LoadedDevice device = new LoadedDevice(ServerCapabilities.SHIMMY_1.acceleratorEvidence());
		assertThat(GpuMode.values()).noneMatch(device::contradicts);
		device.hear(ON_CPU.replace("CPU_Mapped", buffer));
		assertThat(GpuMode.values()).filteredOn((mode) -> !device.contradicts(mode))
			.containsExactly(GpuMode.AUTO, asked);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			llvmpipe (LLVM 15.0.6, 256 bits) (Cpu, backend=Gl)   | CPU
			NVIDIA RTX A2000 (DiscreteGpu, backend=Vulkan)       | VULKAN
			Apple M3 Pro (IntegratedGpu, backend=Metal)          | METAL
			""")
	void contradictsOfAnAdapterGoesByItsTypeAndInterface(String adapter, GpuMode asked) {
		LoadedDevice device = new LoadedDevice(ServerCapabilities.SHIMMY_2.acceleratorEvidence());
		device.hear("[GpuRuntime] Selected adapter: " + adapter);
		assertThat(GpuMode.values()).filteredOn((mode) -> !device.contradicts(mode))
			.containsExactly(GpuMode.AUTO, asked);
	}

	@Test
	void nameOfAServerThatIsNotKnownStaysNull() {
		assertThat(nameAfter(ServerCapabilities.OPENAI, ON_CPU, ON_CUDA, "")).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void idOfAModeIsItsNameInLowerCase(GpuMode mode) {
		assertThat(mode.id()).isEqualToIgnoringCase(mode.name()).isLowerCase();
	}

	private static String nameAfter(ServerCapabilities capabilities, String... lines) {
		LoadedDevice device = new LoadedDevice(capabilities.acceleratorEvidence());
		List.of(lines).forEach(device::hear);
		return device.name();
	}

}
