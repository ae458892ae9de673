package io.github.shimmy4j.process;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Memory of the machine, or of a control group of this process if that allows less.
 *
 * @see <a href= "https://docs.kernel.org/admin-guide/cgroup-v2.html">memory.max</a>
 * @see <a href=
 * "https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory.limit_in_bytes</a>
 */
public final class MachineMemory {

	private static final long KIBIBYTE = 1024;

	private final ControlGroups groups;

	private final Path meminfo;

	private final Supplier<State> elsewhere;

	/**
	 * Reads nothing yet.
	 * @param groups control groups of this process
	 * @param meminfo the file {@code /proc/meminfo} of Linux
	 * @param elsewhere asks the operating system if that file does not tell
	 */
	public MachineMemory(ControlGroups groups, Path meminfo, Supplier<State> elsewhere) {
		this.groups = groups;
		this.meminfo = meminfo;
		this.elsewhere = elsewhere;
	}

	/**
	 * The memory of this machine.
	 * @param elsewhere asks the operating system if it is not Linux
	 */
	public static MachineMemory ofThisMachine(Supplier<State> elsewhere) {
		return new MachineMemory(ControlGroups.ofThisMachine(), Path.of("/proc/meminfo"), elsewhere);
	}

	/** The state at this moment. */
	public State state() {
		Stream<State> bounds = this.groups.directories("memory").stream().flatMap((group) -> bound(group).stream());
		return Stream.concat(Stream.of(machine()), bounds)
			.min(Comparator.comparingLong(State::availableBytes))
			.orElseThrow();
	}

	private State machine() {
		Optional<Long> available = number(this.meminfo, "MemAvailable:");
		Optional<Long> total = number(this.meminfo, "MemTotal:");
		return (available.isPresent() && total.isPresent())
				? new State(available.get() * KIBIBYTE, total.get() * KIBIBYTE, false) : this.elsewhere.get();
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

	/**
	 * The number behind a name; empty if there is none, such as {@code max}, or the
	 * number of 19 digits by which version 1 says that there is no limit.
	 */
	private static Optional<Long> number(Path file, String name) {
		return ControlGroups.lines(file)
			.stream()
			.filter((line) -> line.startsWith(name))
			.findFirst()
			.map((line) -> line.substring(name.length()).replace("kB", "").trim())
			.filter((number) -> number.matches("\\d{1,15}"))
			.map(Long::valueOf);
	}

	/**
	 * Memory that this process and its children may use.
	 *
	 * @param availableBytes free memory, including caches that can be dropped
	 * @param totalBytes all memory
	 * @param ofGroup whether a control group, such as a container's, sets the limits
	 */
	public record State(long availableBytes, long totalBytes, boolean ofGroup) {
	}

}
