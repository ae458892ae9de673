package io.github.shimmy4j.doctor;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.shimmy4j.process.ControlGroups;
import oshi.SystemInfo;
import oshi.hardware.GlobalMemory;

/**
 * Memory of the machine, or of a control group of this process if that allows less.
 *
 * @see <a href= "https://docs.kernel.org/admin-guide/cgroup-v2.html">memory.max</a>
 * @see <a href=
 * "https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory.limit_in_bytes</a>
 */
final class MachineMemory {

	private final Supplier<State> machine;

	private final ControlGroups groups;

	MachineMemory(Supplier<State> machine, ControlGroups groups) {
		this.machine = machine;
		this.groups = groups;
	}

	static MachineMemory ofThisMachine() {
		return new MachineMemory(MachineMemory::physical, ControlGroups.ofThisMachine());
	}

	private static State physical() {
		GlobalMemory memory = new SystemInfo().getHardware().getMemory();
		return new State(memory.getAvailable(), memory.getTotal(), false);
	}

	State state() {
		Stream<State> bounds = this.groups.directories("memory").stream().flatMap((group) -> bound(group).stream());
		return Stream.concat(Stream.of(this.machine.get()), bounds)
			.min(Comparator.comparingLong(State::availableBytes))
			.orElseThrow();
	}

	private static Optional<State> bound(Path group) {
		return bound(group, "memory.max", "memory.current", "inactive_file ")
			.or(() -> bound(group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file "));
	}

	/** Subtracts cached files, which the kernel counts as used but drops first. */
	private static Optional<State> bound(Path group, String limit, String usage, String cache) {
		Optional<Long> used = number(group.resolve(usage), "");
		long dropped = number(group.resolve("memory.stat"), cache).orElse(0L);
		return number(group.resolve(limit), "").filter((total) -> used.isPresent())
			.map((total) -> new State(Math.max(0, total - Math.max(0, used.orElseThrow() - dropped)), total, true));
	}

	/** The number behind a name; empty if there is none, such as {@code max}. */
	private static Optional<Long> number(Path file, String name) {
		return ControlGroups.lines(file)
			.stream()
			.filter((line) -> line.startsWith(name))
			.findFirst()
			.map((line) -> line.substring(name.length()).trim())
			.filter((number) -> number.matches("\\d{1,18}"))
			.map(Long::valueOf);
	}

	/**
	 * Memory that this process and its children may use.
	 *
	 * @param availableBytes free memory, including caches that can be dropped
	 * @param totalBytes all memory
	 * @param ofGroup whether a control group, such as a container's, sets the limits
	 */
	record State(long availableBytes, long totalBytes, boolean ofGroup) {
	}

}
