package io.github.shimmy4j.accelerator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Output of the tools, as they print it on machines of all kinds. */
enum Recorded {

	NVIDIA_SMI_H100("txt", 0), NVIDIA_SMI_TWO_RTX("txt", 0), NVIDIA_SMI_SHARED_MEMORY("txt", 0),
	NVIDIA_SMI_NO_DRIVER("txt", 9), ROCMINFO_GFX1100("txt", 0), ROCMINFO_CPU_ONLY("txt", 0),
	VULKANINFO_DISCRETE("txt", 0), VULKANINFO_INTEGRATED("txt", 0), VULKANINFO_LLVMPIPE("txt", 0),
	VULKANINFO_LLVMPIPE_AND_DISCRETE("txt", 0), VULKANINFO_SWIFTSHADER("txt", 0), VULKANINFO_NO_DRIVER("txt", 1),
	CLINFO_GPU("txt", 0), CLINFO_POCL("txt", 0), CLINFO_NO_PLATFORM("txt", 0), CLINFO_AMD_KIT("txt", 0),
	SYSTEM_PROFILER_M3("json", 0), SYSTEM_PROFILER_INTEL("json", 0), SYSTEM_PROFILER_VIRTUAL("json", 0),
	SYSTEM_PROFILER_NO_METAL("json", 0);

	private final String extension;

	private final int status;

	Recorded(String extension, int status) {
		this.extension = extension;
		this.status = status;
	}

	GpuTool tool() {
		return Stream.of(GpuTool.values()).filter((tool) -> name().startsWith(tool.name())).findFirst().orElseThrow();
	}

	ToolResult answer() {
		return new ToolResult.Printed(this.status, text().lines().toList());
	}

	/** Devices that the tool lists; those that are GPUs begin with an asterisk. */
	List<String> devices() {
		return SampleEvidence.linux()
			.answer(this)
			.build()
			.devices(tool())
			.stream()
			.map((device) -> (device.gpu() ? "*" : "") + device)
			.toList();
	}

	String text() {
		String file = "%s.%s".formatted(name().toLowerCase(Locale.ROOT).replace('_', '-'), this.extension);
		try (InputStream stream = Recorded.class.getResourceAsStream(file)) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
