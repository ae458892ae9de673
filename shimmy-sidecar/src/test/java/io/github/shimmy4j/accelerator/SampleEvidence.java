package io.github.shimmy4j.accelerator;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.AcceleratorEvidence.CudaVisibility;
import io.github.shimmy4j.accelerator.MachineFacts.GraphicsCard;

/** Evidence of a machine without any GPU, until a test adds some. */
final class SampleEvidence {

	private final Platform platform;

	private final Map<GpuTool, ToolResult> answers = new EnumMap<>(GpuTool.class);

	private String visibleCudaDevices;

	private List<GraphicsCard> cards = List.of();

	private List<String> renderNodes = List.of();

	private SampleEvidence(Platform platform) {
		this.platform = platform;
	}

	static SampleEvidence linux() {
		return new SampleEvidence(new Platform("Linux", "amd64"));
	}

	static SampleEvidence windows() {
		return new SampleEvidence(new Platform("Windows 11", "amd64"));
	}

	static SampleEvidence appleSilicon() {
		return new SampleEvidence(new Platform("Mac OS X", "aarch64"));
	}

	static SampleEvidence intelMac() {
		return new SampleEvidence(new Platform("Mac OS X", "x86_64"));
	}

	SampleEvidence answer(Recorded recorded) {
		return answer(recorded.tool(), recorded.answer());
	}

	SampleEvidence answer(GpuTool tool, ToolResult answer) {
		this.answers.put(tool, answer);
		return this;
	}

	SampleEvidence visibleCudaDevices(String value) {
		this.visibleCudaDevices = value;
		return this;
	}

	SampleEvidence card(String name, String vendor) {
		this.cards = List.of(new GraphicsCard(name, vendor, 0));
		return this;
	}

	SampleEvidence renderNode() {
		this.renderNodes = List.of("/dev/dri/renderD128");
		return this;
	}

	AcceleratorEvidence build() {
		return new AcceleratorEvidence(this.platform, new CudaVisibility(this.visibleCudaDevices),
				new MachineFacts("AMD EPYC 7763 64-Core Processor", 2, 4, 8L << 30, this.cards, null), this.renderNodes,
				this.answers);
	}

	AcceleratorReport report() {
		return Recommendation.of(build());
	}

}
