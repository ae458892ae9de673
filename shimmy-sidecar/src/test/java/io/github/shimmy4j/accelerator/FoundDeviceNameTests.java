package io.github.shimmy4j.accelerator;

import io.github.shimmy4j.accelerator.MachineFacts.GraphicsCard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FoundDeviceNameTests {

	@ParameterizedTest
	@ValueSource(strings = { "llvmpipe (LLVM 17.0.6, 256 bits)", "SwiftShader Device (LLVM 16.0.0)",
			"Microsoft Basic Render Driver", "Microsoft Basic Display Adapter", "pocl-cpu", "softpipe",
			"Microsoft Direct3D12 (Microsoft Basic Render Driver)",
			"Virtio-GPU Venus (llvmpipe (LLVM 15.0.7, 256 bits))", "Microsoft Hyper-V Video", "VMware SVGA 3D",
			"VirtualBox Graphics Adapter (WDDM)", "Red Hat QXL controller", "Parsec Virtual Display Adapter",
			"Apple Paravirtual device", "Microsoft Remote Display Adapter", "ASPEED Graphics Family",
			"Matrox Electronics Systems Ltd. G200eR2", "Cirrus Logic GD 5446" })
	void isSoftwareOfWhatHasNoGpuBehindItIsTrue(String name) {
		assertThat(FoundDevice.isSoftware(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "NVIDIA H100 80GB HBM3", "NVIDIA A10-24Q", "AMD Radeon RX 7900 XTX (RADV NAVI31)",
			"Mesa Intel(R) UHD Graphics 770 (ADL-S GT1)", "Intel(R) Arc(TM) A770 Graphics", "Apple M3 Pro",
			"Microsoft Direct3D12 (NVIDIA GeForce RTX 3060)", "Virtio-GPU Venus (NVIDIA GeForce RTX 3060)",
			"Qualcomm(R) Adreno(TM) X1-85 GPU", "GA102 [GeForce RTX 3090]" })
	void isSoftwareOfAGpuIsFalse(String name) {
		assertThat(FoundDevice.isSoftware(name)).isFalse();
		assertThat(FoundDevice.isFromGpuMaker(name)).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GA102 [GeForce RTX 3090]              | NVIDIA Corporation (0x10de)             | true
			Navi 31 [Radeon RX 7900 XTX]          | Advanced Micro Devices, Inc. (0x1002)   | true
			Intel(R) UHD Graphics 770             | Intel Corporation (0x8086)              | true
			VMware SVGA 3D                        | VMware, Inc. (0x15ad)                   | false
			Virtio 1.0 GPU                        | Red Hat, Inc. (0x1af4)                  | false
			ASPEED Graphics Family                | ASPEED Technology, Inc. (0x1a03)        | false
			Device 1111                           | Amazon.com, Inc. (0x1d0f)               | false
			Meta Virtual Monitor                  | Meta Inc.                               | false
			Unknown                               | Unknown                                 | false
			""")
	void isGpuOfACardIsTrueForMakersOfGpus(String name, String vendor, boolean gpu) {
		assertThat(new GraphicsCard(name, vendor, 0).isGpu()).isEqualTo(gpu);
	}

}
