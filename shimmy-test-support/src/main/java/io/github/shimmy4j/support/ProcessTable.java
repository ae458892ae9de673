package io.github.shimmy4j.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Linux's own view of processes. If process 1 does not reap, an orphan that has ended may
 * stay a zombie, and {@link ProcessHandle#isAlive()} calls it alive.
 */
public final class ProcessTable {

	private ProcessTable() {
	}

	/** Whether a process has no entry or is a zombie. */
	public static boolean isGone(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
			// The name before it stands in parentheses and may itself contain some.
			return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** The pids of running processes with this text in their environment. */
	public static List<Long> marked(String text) {
		return running("environ", text);
	}

	/** The pids of the watchers of the child with this nonce. */
	public static List<Long> watchers(String nonce) {
		return running("cmdline", nonce);
	}

	/** The pid of the first process of this process's session. */
	public static long session(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
			return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Long> running(String file, String text) {
		try (Stream<Path> all = Files.list(Path.of("/proc"))) {
			return all.filter((directory) -> directory.getFileName().toString().matches("[0-9]+"))
				.filter((directory) -> contains(directory.resolve(file), text))
				.map((directory) -> Long.valueOf(directory.getFileName().toString()))
				.filter((pid) -> !isGone(pid))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean contains(Path file, String text) {
		try {
			return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
		}
		catch (IOException ex) {
			// It has ended, or belongs to another user.
			return false;
		}
	}

}
