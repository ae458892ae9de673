package io.github.shimmy4j.accelerator;

import java.util.regex.Pattern;

/** Classifies devices by their names. */
final class DeviceName {

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

	private DeviceName() {
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

}
