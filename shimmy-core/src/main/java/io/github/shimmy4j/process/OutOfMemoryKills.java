package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How often the kernel has killed a process of this one's control group for want of
 * memory: SIGKILL alone does not tell who sent it. Children share the group.
 *
 * @param controlGroups where control groups are mounted
 * @param own file that names the groups of this process
 * @see <a href= "https://docs.kernel.org/admin-guide/cgroup-v2.html">memory.events</a>
 * @see <a href=
 * "https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory.oom_control</a>
 */
public record OutOfMemoryKills(Path controlGroups, Path own) {

	private static final String COUNT = "oom_kill ";

	/**
	 * The kills on this machine.
	 * @return reads what Linux tells; elsewhere nothing is known
	 */
	public static OutOfMemoryKills ofThisMachine() {
		return new OutOfMemoryKills(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
	}

	/**
	 * Counts them.
	 * @return kills since the group was made, or empty where that cannot be known
	 */
	public OptionalLong count() {
		return candidates().filter(Files::isReadable)
			.mapToLong(OutOfMemoryKills::read)
			.filter((n) -> n >= 0)
			.findFirst();
	}

	/** In a container the group is often mounted as if it were the root. */
	private Stream<Path> candidates() {
		Path versionOne = this.controlGroups.resolve("memory");
		return Stream.concat(groups().stream().flatMap((line) -> {
			String[] parts = line.split(":", 3);
			if (parts.length != 3) {
				return Stream.empty();
			}
			String group = parts[2].replaceFirst("^/", "");
			return parts[1].isEmpty() ? Stream.of(this.controlGroups.resolve(group).resolve("memory.events"))
					: Stream.of(parts[1].split(","))
						.filter("memory"::equals)
						.map((controller) -> versionOne.resolve(group).resolve("memory.oom_control"));
		}), Stream.of(this.controlGroups.resolve("memory.events"), versionOne.resolve("memory.oom_control")));
	}

	private List<String> groups() {
		try {
			return Files.readAllLines(this.own);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/** The count, or -1 where the file does not tell. */
	private static long read(Path file) {
		try {
			return Files.readAllLines(file)
				.stream()
				.filter((line) -> line.startsWith(COUNT))
				.mapToLong((line) -> Long.parseLong(line.substring(COUNT.length()).trim()))
				.findFirst()
				.orElse(-1);
		}
		catch (IOException | NumberFormatException ex) {
			return -1;
		}
	}

}
