package io.github.shimmy4j.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * State of a program and its libraries when their digests were verified. The time of the
 * last status change is part of it: a program may set the other times as it likes, but
 * not this one. While the state is the same, a start need not read tens of megabytes.
 *
 * @param digests the recorded digests
 * @param files state of each file, by its name
 */
record VerifiedState(String digests, Map<String, String> files) {

	private static final String ATTRIBUTES = "unix:ino,size,lastModifiedTime,ctime";

	VerifiedState {
		files = Map.copyOf(files);
	}

	/** The present state; empty where the operating system does not tell all of it. */
	static Optional<VerifiedState> of(String digests, List<Path> files) {
		Map<String, String> states = new HashMap<>();
		try {
			for (Path file : files) {
				Map<String, Object> known = Files.readAttributes(file, ATTRIBUTES);
				states.put(file.getFileName().toString(), "%s %s %s %s".formatted(known.get("ino"), known.get("size"),
						known.get("lastModifiedTime"), known.get("ctime")));
			}
		}
		catch (IOException | UnsupportedOperationException ex) {
			return Optional.empty();
		}
		return Optional.of(new VerifiedState(digests, states));
	}

}
