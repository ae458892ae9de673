package io.github.shimmy4j.process;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Counts how often the kernel has killed a process of this control group because memory
 * ran out. SIGKILL alone does not tell who has sent it.
 *
 * @see <a href= "https://docs.kernel.org/admin-guide/cgroup-v2.html">memory.events</a>
 * @see <a href=
 * "https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory.oom_control</a>
 */
public final class OutOfMemoryKills {

	private static final String COUNT = "oom_kill ";

	private final ControlGroups groups;

	/** Counts the kills in the groups of this process. */
	public OutOfMemoryKills(ControlGroups groups) {
		this.groups = groups;
	}

	/** The kills since the group was made; empty if that cannot be known. */
	public OptionalLong count() {
		return this.groups.directories("memory")
			.stream()
			.flatMap((group) -> Stream.of(group.resolve("memory.events"), group.resolve("memory.oom_control")))
			.flatMap((file) -> ControlGroups.lines(file).stream())
			.filter((line) -> line.startsWith(COUNT))
			.flatMap((line) -> number(line.substring(COUNT.length()).trim()).stream())
			.mapToLong(Long::longValue)
			.findFirst();
	}

	private static Optional<Long> number(String text) {
		return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
	}

}
