package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.shimmy4j.accelerator.MachineFacts.GraphicsCard;

/**
 * Evidence as lines for people.
 *
 * @param evidence the evidence
 */
record EvidenceText(AcceleratorEvidence evidence) {

	private static final double GIBIBYTE = 1L << 30;

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		Platform platform = this.evidence.platform();
		lines.add("platform: %s on %s".formatted(platform.operatingSystem(), platform.architecture()));
		addMachine(lines);
		if (!this.evidence.renderNodes().isEmpty()) {
			lines.add("render nodes: " + String.join(", ", this.evidence.renderNodes()));
		}
		if (this.evidence.cuda().value() != null) {
			lines.add(this.evidence.cuda().toString());
		}
		GpuTool.of(platform).forEach((tool) -> lines.add(line(tool)));
		return lines;
	}

	private void addMachine(List<String> lines) {
		MachineFacts machine = this.evidence.machine();
		if (machine.problem() != null) {
			lines.add("hardware: " + machine.problem());
			return;
		}
		lines.add("CPU: %s, %d cores, %d threads".formatted(machine.processor(), machine.cores(), machine.threads()));
		lines.add("memory: " + gibibytes(machine.memoryBytes()));
		machine.cards().forEach((card) -> lines.add("graphics card: " + describe(card)));
		if (machine.cards().isEmpty()) {
			lines.add("graphics card: none");
		}
	}

	private static String describe(GraphicsCard card) {
		String memory = (card.memoryBytes() > 0) ? ", " + gibibytes(card.memoryBytes()) : "";
		return "%s, %s%s%s".formatted(card.name(), card.vendor(), memory, card.isGpu() ? "" : "; no GPU to compute on");
	}

	private static String gibibytes(long bytes) {
		return String.format(Locale.ROOT, "%.1f GiB", bytes / GIBIBYTE);
	}

	private String line(GpuTool tool) {
		List<FoundDevice> all = this.evidence.devices(tool);
		return "%s %s".formatted(tool.program(),
				all.isEmpty() ? this.evidence.answer(tool).complaint() : "lists " + FoundDevice.names(all));
	}

}
