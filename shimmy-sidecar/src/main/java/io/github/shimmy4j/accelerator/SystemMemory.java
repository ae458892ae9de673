package io.github.shimmy4j.accelerator;

import io.github.shimmy4j.process.MachineMemory;
import oshi.SystemInfo;
import oshi.hardware.GlobalMemory;

/** Finds out the memory of this machine, whatever its operating system. */
public final class SystemMemory {

	private SystemMemory() {
	}

	/** The memory of this machine. Asks OSHI on other systems than Linux. */
	public static MachineMemory ofThisMachine() {
		return MachineMemory.ofThisMachine(SystemMemory::physical);
	}

	static MachineMemory.State physical() {
		GlobalMemory memory = new SystemInfo().getHardware().getMemory();
		return new MachineMemory.State(memory.getAvailable(), memory.getTotal(), false);
	}

}
