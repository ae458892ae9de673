package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Programs that come with graphics drivers and list their devices. */
enum GpuTool {

	NVIDIA_SMI("nvidia-smi", List.of("--query-gpu=name,driver_version,memory.total", "--format=csv,noheader,nounits"),
			List.of("/usr/lib/wsl/lib")),

	ROCMINFO("rocminfo", List.of(), List.of("/opt/rocm/bin")),

	VULKANINFO("vulkaninfo", List.of("--summary"), List.of()),

	/**
	 * Without arguments: the short list does not say which devices are CPUs, and there
	 * are two programs of this name with different arguments.
	 */
	CLINFO("clinfo", List.of(), List.of()),

	SYSTEM_PROFILER("system_profiler", List.of("SPDisplaysDataType", "-json"), List.of("/usr/sbin"));

	private final String program;

	private final List<String> arguments;

	private final List<String> directories;

	GpuTool(String program, List<String> arguments, List<String> directories) {
		this.program = program;
		this.arguments = arguments;
		this.directories = directories;
	}

	/** The tools that exist for a platform. */
	static List<GpuTool> of(Platform platform) {
		return Stream.of(values()).filter((tool) -> tool.existsOn(platform)).toList();
	}

	private boolean existsOn(Platform platform) {
		return switch (this) {
			case NVIDIA_SMI -> !platform.isMac();
			case ROCMINFO -> platform.isLinux();
			case SYSTEM_PROFILER -> platform.isMac();
			case VULKANINFO, CLINFO -> true;
		};
	}

	String program() {
		return this.program;
	}

	/** Directories outside of {@code PATH} in which the tool is often installed. */
	List<String> directories() {
		return this.directories;
	}

	List<String> command(String path) {
		List<String> command = new ArrayList<>();
		command.add(path);
		command.addAll(this.arguments);
		return command;
	}

}
