package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A fake shimmy to install as an executable file, for the real launcher to launch. A
 * value: each {@code with} gives a new one. Installing again over the same file changes
 * the faults of later launches. Needs a POSIX shell.
 *
 * <p>
 * The script runs a JVM in its own process, so the pid the launcher sees is the fake's.
 * It adds {@code LC_ALL} (and, by some shells, {@code PWD}, {@code SHLVL} and {@code _})
 * to the environment that the process reports.
 */
public final class FakeShimmyBinary {

	/** Few methods are called so often that compiling them pays. */
	private static final List<String> FAST_START = List.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=10",
			"-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData", "-Xmx128m");

	private final Generation generation;

	private final Map<Fault, String> faults;

	private FakeShimmyBinary(Generation generation, Map<Fault, String> faults) {
		this.generation = generation;
		this.faults = faults;
	}

	/**
	 * A fake of this version, without faults.
	 * @param version {@code 1.7.4} or {@code 2.6.5}
	 */
	public static FakeShimmyBinary version(String version) {
		return new FakeShimmyBinary(Generation.ofVersion(version), Map.of());
	}

	/** The same with a fault that takes no value. */
	public FakeShimmyBinary with(Fault fault) {
		return with(fault, "");
	}

	/** The same with a fault counted in tokens, chats, bytes, or naming a status. */
	public FakeShimmyBinary with(Fault fault, long value) {
		return with(fault, Long.toString(value));
	}

	/** The same with a fault that lasts. */
	public FakeShimmyBinary with(Fault fault, Duration value) {
		return with(fault, value.toMillis() + "ms");
	}

	/** The same with a fault and its value as text. */
	public FakeShimmyBinary with(Fault fault, String value) {
		Map<Fault, String> more = new EnumMap<>(Fault.class);
		more.putAll(this.faults);
		more.put(fault, value);
		return new FakeShimmyBinary(this.generation, more);
	}

	/**
	 * Writes the executable.
	 * @param directory an existing directory
	 * @return the file {@code shimmy} in it
	 */
	public Path install(Path directory) {
		Path file = directory.resolve("shimmy").toAbsolutePath();
		try {
			// Written beside and moved, so that a launch never meets half a script.
			Path draft = Files.createTempFile(directory, "shimmy", ".draft");
			Files.writeString(draft, script(directory.toAbsolutePath()));
			Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
			return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The pids of all {@code serve} processes ever launched from this directory, oldest
	 * first.
	 * @param directory where a fake was installed
	 */
	public static List<Long> startedPids(Path directory) {
		return StartLog.in(directory).pids();
	}

	private String script(Path directory) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(FAST_START);
		command.add("-Dfake.version=" + this.generation.version());
		command.add("-Dfake.directory=" + directory);
		this.faults.forEach((fault, value) -> command.add("-D" + fault.property() + "=" + value));
		command.addAll(FakeClasses.options());
		command.add(FakeShimmyMain.class.getName());
		// Without a UTF-8 locale the JVM cannot read arguments and paths that are not
		// ASCII.
		return """
				#!/bin/sh
				case "$*" in
				--version|-V) echo 'shimmy %s'; exit 0 ;;
				esac
				LC_ALL=C.UTF-8
				export LC_ALL
				exec %s "$@"
				""".formatted(this.generation.version(),
				command.stream().map(FakeShimmyBinary::quoted).collect(Collectors.joining(" ")));
	}

	/** Nothing is special to a shell between single quotes but the quote itself. */
	private static String quoted(String argument) {
		return "'" + argument.replace("'", "'\\''") + "'";
	}

}
