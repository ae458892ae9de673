package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Everything that the recommendation is made from.
 *
 * @param platform operating system and processor
 * @param visibleCudaDevices value of {@code CUDA_VISIBLE_DEVICES}, or null if it is not
 * set
 * @param machine the hardware
 * @param renderNodes devices that the Linux kernel offers for computing on a GPU; a card
 * without one has no driver, or is out of a container's reach
 * @param answers what the tools of the platform said
 */
record AcceleratorEvidence(Platform platform, @Nullable String visibleCudaDevices, MachineFacts machine,
		List<String> renderNodes, Map<GpuTool, ToolAnswer> answers) {

	AcceleratorEvidence {
		renderNodes = List.copyOf(renderNodes);
		answers = Map.copyOf(answers);
	}

	/** What a tool said; one that was not asked is missing. */
	ToolAnswer answer(GpuTool tool) {
		return this.answers.getOrDefault(tool, new ToolAnswer.Missing());
	}

}
