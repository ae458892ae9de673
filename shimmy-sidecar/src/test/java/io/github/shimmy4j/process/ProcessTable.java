package io.github.shimmy4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Linux's own view of processes. An orphan that has ended may stay a zombie for long
 * where process 1 does not reap, and {@link ProcessHandle#isAlive()} calls it alive.
 */
public final class ProcessTable {

	private ProcessTable() {
	}

	/**
	 * Whether a process has ended, reaped or not.
	 * @param pid its number
	 * @return true if it has no entry, or is a zombie
	 */
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

}
