package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a program in two steps: a shell that waits, and becomes the program once we
 * write a line to it. If this JVM ends before that, the program never runs.
 */
final class GuardedStart {

	/** Puts the program into its own session. */
	private final CommandPrefix session;

	/** Lets the program end with this JVM. */
	private final CommandPrefix signal;

	private final ShellScript script;

	GuardedStart(CommandPrefix session, CommandPrefix signal, ShellScript script) {
		this.session = session;
		this.signal = signal;
		this.script = script;
	}

	static GuardedStart find(SearchPath path) {
		return new GuardedStart(CommandPrefix.ownSession(path), CommandPrefix.deathSignal(path),
				ShellScript.read("child.sh"));
	}

	/** The command that becomes the program, under the same process id. */
	List<String> command(List<String> program, long parent) {
		List<String> arguments = new ArrayList<>();
		arguments.add(Long.toString(parent));
		arguments.addAll(program);
		return unguarded(this.script.command(arguments));
	}

	/** The command that runs the program at once, without the shell. */
	List<String> unguarded(List<String> program) {
		return this.session.wrap(this.signal.wrap(program));
	}

	/** Tells the shell to become the program, which reads the rest of the input. */
	void go(Process process) {
		try {
			OutputStream input = process.getOutputStream();
			input.write("go\n".getBytes(StandardCharsets.US_ASCII));
			input.flush();
		}
		catch (IOException ex) {
			// The process has ended: exit status and output say more.
		}
	}

}
