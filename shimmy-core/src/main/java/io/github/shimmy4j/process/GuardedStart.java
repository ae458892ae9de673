package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a program in two steps: a shell that waits, and, on a word from us, becomes the
 * program. Whatever happens to this JVM before that word, the program never runs.
 *
 * @param session gives it a session of its own
 * @param signal lets it end with this JVM
 * @param script what the shell does
 */
record GuardedStart(OwnSession session, DeathSignal signal, ShellScript script) {

	static GuardedStart find(SearchPath path) {
		return new GuardedStart(OwnSession.find(path), DeathSignal.find(path), ShellScript.read("child.sh"));
	}

	/** The command that becomes the program; the process id stays the same. */
	List<String> command(List<String> program, long parent) {
		List<String> arguments = new ArrayList<>();
		arguments.add(Long.toString(parent));
		arguments.addAll(program);
		return unguarded(this.script.command(arguments));
	}

	/** The command that runs the program at once, where there is no shell. */
	List<String> unguarded(List<String> program) {
		return this.session.wrap(this.signal.wrap(program));
	}

	/** Lets it become the program, which may read what is written after this. */
	void go(Process process) {
		try {
			OutputStream input = process.getOutputStream();
			input.write("go\n".getBytes(StandardCharsets.US_ASCII));
			input.flush();
		}
		catch (IOException ex) {
			// It has ended: its exit and its output tell more.
		}
	}

}
