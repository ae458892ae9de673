package io.github.shimmy4j.accelerator;

import java.util.List;

import io.github.shimmy4j.capability.ServerCapabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
