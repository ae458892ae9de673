package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the control groups of this process allow, its own and those above it.
 *
 * @param controlGroups where control groups are mounted
 * @param own file that names the groups of this process
 * @see <a href= "https://docs.kernel.org/admin-guide/cgroup-v2.html">memory.max</a>
 * @see <a href=
 * "https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory.limit_in_bytes</a>
 */
record GroupMemory(Path controlGroups, Path own) {

	/** The narrowest bound; empty where there is none, or none is known. */
	Optional<MemoryState> look() {
		return directories().flatMap((directory) -> bound(directory).stream())
			.min(Comparator.comparingLong(MemoryState::availableBytes));
	}

	/** In a container the group is often mounted as if it were the root. */
	private Stream<Path> directories() {
		Path versionOne = this.controlGroups.resolve("memory");
		Stream<Path> named = lines(this.own).stream().flatMap((line) -> {
			String[] parts = line.split(":", 3);
			if (parts.length != 3 || !(parts[1].isEmpty() || List.of(parts[1].split(",")).contains("memory"))) {
				return Stream.empty();
			}
			Path root = parts[1].isEmpty() ? this.controlGroups : versionOne;
			return upTo(root, root.resolve(parts[2].replaceFirst("^/+", "")).normalize());
		});
		return Stream.concat(named, Stream.of(this.controlGroups, versionOne)).distinct();
	}

	private static Stream<Path> upTo(Path root, Path group) {
		return Stream.iterate(group, (each) -> each != null && each.startsWith(root), Path::getParent);
	}

	private static Optional<MemoryState> bound(Path directory) {
		return bound(directory, "memory.max", "memory.current", "inactive_file ")
			.or(() -> bound(directory, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file "));
	}

	/** Files that were read are counted as used, though the kernel drops them first. */
	private static Optional<MemoryState> bound(Path directory, String limit, String usage, String cache) {
		Long total = number(lines(directory.resolve(limit)), "");
		Long used = number(lines(directory.resolve(usage)), "");
		if (total == null || used == null) {
			return Optional.empty();
		}
		Long dropped = number(lines(directory.resolve("memory.stat")), cache);
		long needed = Math.max(0, used - ((dropped != null) ? dropped : 0));
		return Optional.of(new MemoryState(Math.max(0, total - needed), total, true));
	}

	/** The number behind a name, or null if there is none, such as {@code max}. */
	private static @Nullable Long number(List<String> lines, String name) {
		for (String line : lines) {
			if (line.startsWith(name)) {
				try {
					return Long.valueOf(line.substring(name.length()).trim());
				}
				catch (NumberFormatException ex) {
					return null;
				}
			}
		}
		return null;
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
