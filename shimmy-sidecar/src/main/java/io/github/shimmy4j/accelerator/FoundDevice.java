package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A device that a tool lists.
 *
 * @param name its name
 * @param gpu whether it is a GPU, and not a renderer on the CPU
 * @param detail further details from the tool, or empty
 */
record FoundDevice(String name, boolean gpu, String detail) {

	/** Renderers on the CPU, and adapters of virtual machines that only show pictures. */
	private static final Pattern SOFTWARE = Pattern
		.compile("llvmpipe|lavapipe|softpipe|swrast|swiftshader|software|\\bwarp\\b|\\bpocl\\b|portable computing"
				+ "|basic (render|display)|standard vga|hyper-?v|vmware|svga|virtualbox|\\bvbox|\\bqxl\\b"
				+ "|cirrus|bochs|\\bqemu\\b|red hat|\\bvirtio 1|virtio gpu|parallels|paravirtual|citrix|\\bxen"
				+ "|aspeed|matrox|remote (display|desktop)|indirect display|\\bidd\\b"
				+ "|virtual (display|monitor|adapter|video|desktop)|parsec|spacedesk|displaylink|dameware|anydesk"
				+ "|teamviewer|\\bmirror", Pattern.CASE_INSENSITIVE);

	private static final Pattern NVIDIA = Pattern.compile("nvidia|geforce|quadro|\\btesla\\b",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern OTHER_MAKERS = Pattern.compile(
			"\\bamd\\b|advanced micro devices|\\bati\\b|radeon|\\bintel\\b|\\bintel\\(r\\)|qualcomm|adreno|\\bapple\\b",
			Pattern.CASE_INSENSITIVE);

	static FoundDevice of(String name, boolean gpu, String detail) {
		return new FoundDevice(name, gpu && !isSoftware(name), detail);
	}

	static String names(List<FoundDevice> devices) {
		return devices.stream().map(FoundDevice::toString).collect(Collectors.joining(", "));
	}

	static boolean isSoftware(String name) {
		return SOFTWARE.matcher(name).find();
	}

	static boolean isNvidia(String name) {
		return NVIDIA.matcher(name).find();
	}

	static boolean isFromGpuMaker(String name) {
		return isNvidia(name) || OTHER_MAKERS.matcher(name).find();
	}

	@Override
	public String toString() {
		return this.detail.isEmpty() ? this.name : "%s (%s)".formatted(this.name, this.detail);
	}

}
