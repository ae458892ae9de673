package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The control groups of this process on Linux. Child processes share them. */
public final class ControlGroups {

	private static final String KILLS = "oom_kill ";

	private final Path mount;

	private final Path own;

	/**
	 * Creates the groups.
	 * @param mount where control groups are mounted
	 * @param own file that names the groups of this process
	 */
	public ControlGroups(Path mount, Path own) {
		this.mount = mount;
		this.own = own;
	}

	/** The groups on this machine; empty if it does not run Linux. */
	public static ControlGroups ofThisMachine() {
		return new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
	}

	/**
	 * Lists where the files of a controller may be, for version 2 and version 1: the
	 * group of this process, then its parents. Containers often mount the group as if it
	 * were the root.
	 * @param controller such as {@code memory}
	 * @return directories, whether or not they exist
	 */
	public List<Path> directories(String controller) {
		Path versionOne = this.mount.resolve(controller);
		Stream<Path> named = lines(this.own).stream().map((line) -> line.split(":", 3)).flatMap((parts) -> {
			if (parts.length != 3 || !(parts[1].isEmpty() || List.of(parts[1].split(",")).contains(controller))) {
				return Stream.empty();
			}
			Path root = parts[1].isEmpty() ? this.mount : versionOne;
			return upTo(root, root.resolve(parts[2].replaceFirst("^/+", "")).normalize());
		});
		return Stream.concat(named, Stream.of(this.mount, versionOne)).distinct().toList();
	}

	private static Stream<Path> upTo(Path root, Path group) {
		return Stream.iterate(group, (each) -> each != null && each.startsWith(root), Path::getParent);
	}

	/** Lines of a file of the kernel; empty if it cannot be read. */
	public static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * Counts how often the kernel has killed a process of this group because memory ran
	 * out. SIGKILL alone does not tell who has sent it.
	 * @return the kills since the group was made; empty if that cannot be known
	 * @see <a href=
	 * "https://docs.kernel.org/admin-guide/cgroup-v2.html">memory.events</a>
	 * @see <a href=
	 * "https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory.oom_control</a>
	 */
	public OptionalLong outOfMemoryKills() {
		return directories("memory").stream()
			.flatMap((group) -> Stream.of(group.resolve("memory.events"), group.resolve("memory.oom_control")))
			.flatMap((file) -> lines(file).stream())
			.filter((line) -> line.startsWith(KILLS))
			.flatMap((line) -> number(line.substring(KILLS.length()).trim()).stream())
			.mapToLong(Long::longValue)
			.findFirst();
	}

	private static Optional<Long> number(String text) {
		return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
	}

}
