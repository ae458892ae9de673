package io.github.shimmy4j.accelerator;

import java.util.List;

import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;

/**
 * Hardware as the operating system knows it.
 *
 * @param processor name of the CPU
 * @param cores its cores
 * @param threads its threads
 * @param memoryBytes main memory
 * @param cards graphics cards
 * @param problem why nothing of this is known, as a clause, or null if it is
 */
record MachineFacts(String processor, int cores, int threads, long memoryBytes, List<GraphicsCard> cards,
		@Nullable String problem) {

	MachineFacts {
		cards = List.copyOf(cards);
	}

	/**
	 * Looks at this machine by OSHI, which may take a second and may fail in any way that
	 * native code can.
	 */
	static MachineFacts ofThisMachine() {
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

	static MachineFacts unknown(String problem) {
		return new MachineFacts("", 0, 0, 0, List.of(), problem);
	}

}
