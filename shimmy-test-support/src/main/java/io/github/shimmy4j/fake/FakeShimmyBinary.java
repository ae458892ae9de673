package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
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
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * A fake shimmy or {@code llama-server} to install as an executable file, for the real
 * launcher to launch. A value: each {@code with} gives a new one. Installing again over
 * the same file changes the faults of later launches. Needs a POSIX shell.
 *
 * <p>
 * The script runs a JVM in its own process, so the pid the launcher sees is the fake's.
 * It adds {@code LC_ALL} (and, by some shells, {@code PWD}, {@code SHLVL} and {@code _})
 * to the environment that the process reports.
 */
public final class FakeShimmyBinary {

	/** A fake lives too briefly for most of its methods to be worth compiling. */
	private static final List<String> FAST_START = List.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=10",
			"-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData", "-Xmx128m");

	private final Generation generation;

	private final Map<Fault, String> faults;

	private FakeShimmyBinary(Generation generation, Map<Fault, String> faults) {
		this.generation = generation;
		this.faults = faults;
	}

	/** A fake without faults of version {@code 1.7.4} or {@code 2.6.5}. */
	public static FakeShimmyBinary version(String version) {
		return new FakeShimmyBinary(Generation.ofVersion(version), Map.of());
	}

	/** A fake {@code llama-server} without faults. */
	public static FakeShimmyBinary llamaServer() {
		return new FakeShimmyBinary(Generation.LLAMA_SERVER, Map.of());
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
	 * Writes the executable, {@code shimmy} or {@code llama-server}, into an existing
	 * directory.
	 */
	public Path install(Path directory) {
		Path file = directory.resolve(this.generation.program()).toAbsolutePath();
		try {
			// Written to another file and moved: a launch must never read half a script.
			Path draft = Files.createTempFile(directory, this.generation.program(), ".draft");
			Files.writeString(draft, script(directory.toAbsolutePath()));
			Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
			return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Pids of all servers launched from a directory, oldest first. */
	public static List<Long> startedPids(Path directory) {
		return StartLog.in(directory).pids();
	}

	private String script(Path directory) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(FAST_START);
		command.add("-Dfake.generation=" + this.generation);
		command.add("-Dfake.directory=" + directory);
		this.faults.forEach((fault, value) -> command.add("-D" + fault.property() + "=" + value));
		command.addAll(classOptions());
		command.add(FakeShimmyMain.class.getName());
		// Without a UTF-8 locale the JVM cannot read arguments that are not ASCII.
		return """
				#!/bin/sh
				case "$*" in
				%s; exit 0 ;;
				esac
				LC_ALL=C.UTF-8
				export LC_ALL
				exec %s "$@"
				""".formatted(versionCase(),
				command.stream().map(FakeShimmyBinary::quoted).collect(Collectors.joining(" ")));
	}

	private String versionCase() {
		if (this.generation == Generation.LLAMA_SERVER) {
			return "--version) echo 'version: %s' >&2; echo 'built with GNU 11.4.0 for Linux x86_64' >&2"
				.formatted(this.generation.version());
		}
		return "--version|-V) echo 'shimmy %s'".formatted(this.generation.version());
	}

	/**
	 * JVM options that locate the fake's classes. Maven's build leaves a jar of them and
	 * a class-data archive, with which a fake starts in half the processor time.
	 */
	private static List<String> classOptions() {
		Path compiled = location(FakeShimmyMain.class);
		Path packed = compiled.resolveSibling("fake-shimmy");
		Path archive = packed.resolve("fake-shimmy.jsa");
		Path jar = packed.resolve("fake-shimmy.jar");
		if (!isCurrent(archive, compiled)) {
			return List.of("-cp", classPath(compiled));
		}
		// Another JVM warns on stdout that it does not use this archive.
		return List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive, "-cp", classPath(jar));
	}

	/** An archive older than the classes is stale: an IDE has compiled them since. */
	private static boolean isCurrent(Path archive, Path compiled) {
		if (!Files.exists(archive) || !Files.isDirectory(compiled)) {
			return Files.exists(archive);
		}
		try (Stream<Path> files = Files.walk(compiled)) {
			long made = archive.toFile().lastModified();
			return files.allMatch((file) -> file.toFile().lastModified() <= made);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Must name the same jars in the same order as the build does for the archive. */
	private static String classPath(Path fake) {
		return Stream
			.concat(Stream.of(fake),
					Stream.of(JsonNode.class, JsonParser.class, JsonInclude.class).map(FakeShimmyBinary::location))
			.map(Path::toString)
			.collect(Collectors.joining(":"));
	}

	private static Path location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("cannot tell where " + type.getName() + " was loaded from", ex);
		}
	}

	/** Between single quotes, only the quote itself is special to a shell. */
	private static String quoted(String argument) {
		return "'" + argument.replace("'", "'\\''") + "'";
	}

}
