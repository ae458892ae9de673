package io.github.shimmy4j.binary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Which managed binary is considered first, and which were before it.
 *
 * @param chosen names of folders, the current one first
 */
record CurrentBinary(List<String> chosen) {

	/** How far one can go back. */
	private static final int MOST = 10;

	CurrentBinary(@Nullable List<String> chosen) {
		// From a file, which may have no such field.
		this.chosen = (chosen != null) ? List.copyOf(chosen) : List.of();
	}

	Optional<String> name() {
		return this.chosen.stream().findFirst();
	}

	CurrentBinary with(String name) {
		List<String> longer = new ArrayList<>(this.chosen);
		longer.removeIf(name::equals);
		longer.add(0, name);
		return new CurrentBinary(longer.subList(0, Math.min(MOST, longer.size())));
	}

	CurrentBinary withoutCurrent() {
		return new CurrentBinary(this.chosen.stream().skip(1).toList());
	}

}
