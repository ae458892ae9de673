package io.github.shimmy4j.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The engine as an executable file: a script that runs it in its own process. Needs a
 * POSIX shell.
 */
public final class EngineExecutable {

	/**
	 * Environment of an engine that computes with one thread. Tests run beside others,
	 * and two threads would spend most of the processors' time on waiting for each other.
	 */
	static final Map<String, String> ONE_THREAD = Map.of("OMP_THREAD_LIMIT", "1");

	/** Options of a JVM that lives for a few seconds. */
	static final List<String> FAST_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
			"-Xmx96m");

	private EngineExecutable() {
	}

	/** Writes the script, and gives its path. */
	public static Path install(Path directory, String... flags) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(FAST_START);
		command.addAll(List.of(flags));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), EngineMain.class.getName()));
		String quoted = command.stream()
			.map((argument) -> "'" + argument.replace("'", "'\\''") + "'")
			.collect(Collectors.joining(" "));
		Path file = directory.resolve("shimmy");
		try {
			// Without a UTF-8 locale a JVM cannot read arguments that are not ASCII. The
			// bound on spinning is what every launch sets.
			Files.writeString(file, """
					#!/bin/sh
					LC_ALL=C.UTF-8
					GOMP_SPINCOUNT=2000
					export LC_ALL GOMP_SPINCOUNT
					exec %s "$@"
					""".formatted(quoted));
			return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
