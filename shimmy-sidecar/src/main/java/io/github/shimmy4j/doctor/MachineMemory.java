package io.github.shimmy4j.doctor;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

import oshi.SystemInfo;
import oshi.hardware.GlobalMemory;

/**
 * The memory of the machine, or of the control group if that leaves less.
 *
 * @param machine what the operating system knows
 * @param groups what the control groups of this process allow
 */
record MachineMemory(Supplier<MemoryState> machine, GroupMemory groups) {

	static MachineMemory ofThisMachine() {
		return new MachineMemory(MachineMemory::physical,
				new GroupMemory(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup")));
	}

	private static MemoryState physical() {
		GlobalMemory memory = new SystemInfo().getHardware().getMemory();
		return new MemoryState(memory.getAvailable(), memory.getTotal(), false);
	}

	MemoryState look() {
		MemoryState physical = this.machine.get();
		Optional<MemoryState> group = this.groups.look();
		return group.filter((bounded) -> bounded.availableBytes() < physical.availableBytes()).orElse(physical);
	}

}
