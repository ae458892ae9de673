package io.github.shimmy4j.accelerator;

import java.util.List;

import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;

/**
 * Hardware as the operating system lists it.
 *
 * @param processor name of the CPU
 * @param cores cores of the CPU
 * @param threads hardware threads of the CPU
 * @param memoryBytes main memory in bytes
 * @param cards graphics cards
 * @param problem why the hardware is not known, as a clause, or null if it is
 */
record MachineFacts(String processor, int cores, int threads, long memoryBytes, List<GraphicsCard> cards,
		@Nullable String problem) {

	MachineFacts {
		cards = List.copyOf(cards);
	}

	/** Asks OSHI, which may take a second, and may fail in any way native code can. */
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

	/**
	 * A graphics card.
	 *
	 * @param name its name
	 * @param vendor its maker
	 * @param memoryBytes its own memory in bytes; 0 if not known
	 */
	record GraphicsCard(String name, String vendor, long memoryBytes) {

		/** Whether it is a GPU of a known maker, not a card that only shows pictures. */
		boolean isGpu() {
			return FoundDevice.isFromGpuMaker(this.vendor + " " + this.name)
					&& !FoundDevice.isSoftware(this.vendor + " " + this.name);
		}

		boolean isNvidia() {
			return FoundDevice.isNvidia(this.vendor + " " + this.name);
		}

	}

}
