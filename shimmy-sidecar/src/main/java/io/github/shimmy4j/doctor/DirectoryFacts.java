package io.github.shimmy4j.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.shimmy4j.storage.ShimmyHome;

/**
 * The directories of this user.
 *
 * @param directories what was found of each
 */
record DirectoryFacts(List<DirectoryState> directories) {

	static final String CHECK = "directories";

	DirectoryFacts {
		directories = List.copyOf(directories);
	}

	/** What nobody is about to write to may be somebody else's. */
	static DirectoryFacts gather(ShimmyHome home, boolean modelIsFetched, boolean engineIsCopied) throws IOException {
		return new DirectoryFacts(List.of(DirectoryState.of("models", home.models(), modelIsFetched, false),
				DirectoryState.of("binaries", home.binaries(), engineIsCopied, false),
				DirectoryState.of("sidecars", home.sidecars(), false, true),
				DirectoryState.of("run", home.run(), true, true)));
	}

	Finding finding() {
		Optional<DirectoryState> unusable = this.directories.stream().filter(DirectoryState::isInTheWay).findFirst();
		if (unusable.isPresent()) {
			return Finding.fail(CHECK, problems(), unusable.get().remedy());
		}
		return this.directories.stream()
			.filter((directory) -> !directory.problem().isEmpty())
			.findFirst()
			.map((directory) -> Finding.warn(CHECK, problems(), directory.remedy()))
			.orElseGet(() -> Finding.ok(CHECK,
					this.directories.stream()
						.map((directory) -> "%s '%s'".formatted(directory.name(), directory.path()))
						.collect(Collectors.joining(", "))));
	}

	private String problems() {
		return this.directories.stream()
			.filter((directory) -> !directory.problem().isEmpty())
			.map((directory) -> "%s: '%s' %s".formatted(directory.name(), directory.path(), directory.problem()))
			.collect(Collectors.joining("; "));
	}

}
