package io.github.shimmy4j.accelerator;

import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;

/** Looks at the hardware through OSHI. */
final class OshiInspector implements MachineInspector {

	@Override
	public MachineFacts inspect() {
		HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
		CentralProcessor processor = hardware.getProcessor();
		return new MachineFacts(processor.getProcessorIdentifier().getName().strip(),
				processor.getPhysicalProcessorCount(), processor.getLogicalProcessorCount(),
				hardware.getMemory().getTotal(),
				hardware.getGraphicsCards()
					.stream()
					.map((card) -> new GraphicsCard(card.getName().strip(), card.getVendor().strip(), card.getVRam()))
					.toList(),
				null);
	}

}
